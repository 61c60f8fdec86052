using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Auth.UnitTests.Persistence;

public sealed class DatabaseMigratorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_found_without_EF_are_all_migrations_that_EF_knows()
    {
        using var database = await TestDatabase.CreateAsync();
        var mariaDb = new DbContextOptionsBuilder<MariaDbAuthDbContext>();
        DatabaseSetup.UseMariaDb(mariaDb, "Server=127.0.0.1;Port=1;Database=auth;User ID=auth");
        var contexts = AuthDbContextFactory.For(() => new MariaDbAuthDbContext(mariaDb.Options));
        await using var sqlite = database.Open();
        await using var server = contexts.Create();

        database.Contexts.Migrations().Order().ShouldBe(sqlite.Database.GetMigrations());
        contexts.Migrations().Order().ShouldBe(server.Database.GetMigrations());
    }

    [Fact]
    public async Task A_database_that_is_one_migration_behind_gets_that_one()
    {
        using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();
        var migrations = db.Database.GetMigrations().ToList();
        await db.GetService<IMigrator>().MigrateAsync(migrations[^2], Cancellation);

        (await Migrate(database)).ShouldBe([migrations[^1]]);

        (await db.Database.GetAppliedMigrationsAsync(Cancellation)).ShouldBe(migrations);
        (await Migrate(database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_migration_of_a_later_version_is_left_alone()
    {
        using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();
        await db.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsHistory VALUES ('99991231235959_Later', '9.0.0')", Cancellation);

        (await Migrate(database)).ShouldBeEmpty();
    }

    private static Task<IReadOnlyList<string>> Migrate(TestDatabase database) => new DatabaseMigrator(database.Contexts, database.Direct).MigrateAsync(Cancellation);
}
