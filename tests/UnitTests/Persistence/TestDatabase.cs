using Auth.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Auth.UnitTests.Persistence;

/// <summary>An embedded database of its own, set up as the product sets it up.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DbContextOptions<SqliteAuthDbContext> options;

    private TestDatabase()
    {
        var builder = new DbContextOptionsBuilder<SqliteAuthDbContext>();
        var path = Path.Combine(folder.Path, "auth.db");
        DatabaseSetup.UseSqlite(builder, path);
        options = builder.Options;
        Contexts = AuthDbContextFactory.For(Open);
        Direct = new DirectSqlite(DatabaseSetup.Sqlite(path));
    }

    public AuthDbContextFactory Contexts { get; }

    public DirectDatabase Direct { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase();
        await new DatabaseMigrator(database.Contexts, database.Direct).MigrateAsync(TestContext.Current.CancellationToken);
        return database;
    }

    public SqliteAuthDbContext Open() => new(options);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}
