using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MySqlConnector;

namespace Auth.Infrastructure.Persistence;

/// <summary>Brings the tables up to date, one node at a time.</summary>
public sealed class DatabaseMigrator(AuthDbContextFactory contexts, DirectDatabase database)
{
    /// <summary>A change of a large table takes its time, and so does waiting for another node that makes it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Applies what is missing and answers the names of what was applied. Nodes that start at once wait for each other.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        if (await IsUpToDateAsync(cancellationToken))
            return [];

        await using var db = contexts.Create();
        var usual = UsualCommandTimeout(db);
        db.Database.SetCommandTimeout(Patience);
        try
        {
            if (!db.Database.IsSqlite())
                return await ApplyOnOneServerAsync(db, cancellationToken);

            // SQLite: EF's lock is a row, which stays for ever when a process dies on it. The operating system's lock on a file goes with the process.
            await using var alone = await LockFileAsync(db, cancellationToken);
            // Readers and the writer do not wait for each other; the file remembers it.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
            await ReleaseStaleLockAsync(db, cancellationToken);
            return await ApplyAsync(db, cancellationToken);
        }
        finally
        {
            db.Database.SetCommandTimeout(usual); // The context goes back to the pool as it is, and a request gets it next.
        }
    }

    /// <summary>Asked past EF, whose model takes longer to build than the rest of a start (ADR 22).</summary>
    private async Task<bool> IsUpToDateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var applied = await database.ListAsync("SELECT MigrationId FROM __EFMigrationsHistory", row => row.Text(), cancellationToken);
            string[] known = [.. contexts.Migrations()];
            return known.Length > 0 ? known.All(applied.Contains) : throw new InvalidOperationException("There are no migrations of this database.");
        }
        catch (DbException e) when (DatabaseFaults.IsMissing(e))
        {
            return false; // The first start.
        }
    }

    /// <summary>Asked of the connection: Pomelo hands EF's timeout on to it, where taking it back from EF alone leaves it.</summary>
    private static int UsualCommandTimeout(AuthDbContext db)
    {
        using var command = db.Database.GetDbConnection().CreateCommand();
        return command.CommandTimeout;
    }

    /// <summary>
    /// MariaDB: EF takes a named lock, which goes with the connection and holds on one server alone. So of a cluster all take the same server, the first by name
    /// that can be reached, whatever order they were given.
    /// </summary>
    private static async Task<IReadOnlyList<string>> ApplyOnOneServerAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        var usual = db.Database.GetConnectionString()!;
        var settings = new MySqlConnectionStringBuilder(usual) { LoadBalance = MySqlLoadBalance.FailOver, Pooling = false };
        settings.Server = string.Join(',', settings.Server.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));
        db.Database.SetConnectionString(settings.ConnectionString);
        try
        {
            return await ApplyAsync(db, cancellationToken);
        }
        finally
        {
            db.Database.SetConnectionString(usual);
        }
    }

    private static async Task<IReadOnlyList<string>> ApplyAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        List<string> pending = [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)];
        // EF would first compare its whole model with the last migration's, which takes longer than the rest of the start and is what a test does.
        if (pending.Count > 0)
            await db.Database.MigrateAsync(cancellationToken);
        return pending;
    }

    private static async Task<FileStream> LockFileAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        var path = db.Database.GetDbConnection().DataSource + ".migrating";
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    private static async Task ReleaseStaleLockAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        try
        {
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", cancellationToken);
        }
        catch (SqliteException)
        {
            // There is no such table before the first migration.
        }
    }
}
