using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Auth.Infrastructure.Persistence;

/// <summary>Lets <c>dotnet ef migrations add</c> make migrations for MariaDB without a server.</summary>
internal sealed class MariaDbDesignTime : IDesignTimeDbContextFactory<MariaDbAuthDbContext>
{
    public MariaDbAuthDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<MariaDbAuthDbContext>();
        DatabaseSetup.UseMariaDb(options, "Server=localhost;Database=auth");
        return new MariaDbAuthDbContext(options.Options);
    }
}

/// <summary>Lets <c>dotnet ef migrations add</c> make migrations for SQLite.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteAuthDbContext>
{
    public SqliteAuthDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqliteAuthDbContext>();
        DatabaseSetup.UseSqlite(options, Path.Combine(Path.GetTempPath(), "auth-design-time.db"));
        return new SqliteAuthDbContext(options.Options);
    }
}
