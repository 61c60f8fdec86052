using System.Diagnostics;
using System.Globalization;
using Auth.Application.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using MySqlConnector;

namespace Auth.Benchmarks;

/// <summary>The statement that finds the caller of a request, sent in the ways that were to choose from (ADR 20).</summary>
internal sealed class Statements(string connectionString, Identity identity)
{
    private const int AtOnce = 16;
    private const int Rounds = 5;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1.5);

    private static readonly Func<AuthDbContext, SessionId, UserId, string, DateTimeOffset, Task<SignedInCaller?>> Compiled =
        EF.CompileAsyncQuery((AuthDbContext db, SessionId session, UserId user, string key, DateTimeOffset now) => db.Sessions.AsNoTracking()
            .Where(s => s.Id == session && s.UserId == user && s.EndedAt == null && s.IdleExpiresAt > now && s.ExpiresAt > now)
            .Where(_ => db.SigningKeys.Any(k => k.Id == key))
            .Join(db.Users.Where(u => u.Status == UserStatus.Active), s => s.UserId, u => u.Id, (s, u) => new SignedInCaller(u.Id, s.Id, u.Role, s.AuthenticatedAt))
            .SingleOrDefault());

    private readonly PooledDbContextFactory<MariaDbAuthDbContext> contexts = new(Options(connectionString));
    private readonly PooledDbContextFactory<MariaDbAuthDbContext> contextsWithoutReset = new(Options(WithoutReset(connectionString)));
    private readonly DirectMariaDb direct = new(connectionString);

    public static async Task MeasureAsync(Service service)
    {
        var tokens = await service.LogInAsync();
        var (header, claims) = (Hot.Part(tokens.Text("accessToken"), 0), Hot.Part(tokens.Text("accessToken"), 1));
        var identity = new Identity(new UserId(Guid.Parse(claims.Text("sub"))), new SessionId(Guid.Parse(claims.Text("sid"))), header.Text("kid"));
        await Cores.PinAsync(Cores.Service);
        await new Statements(service.ConnectionString, identity).MeasureAsync();
    }

    private async Task MeasureAsync()
    {
        (string Name, Func<Task> Run)[] ways =
        [
            ("EF LINQ, context made for it", () => LinqAsync(() => new MariaDbAuthDbContext(Options(connectionString)))),
            ("EF LINQ, pooled contexts", () => LinqAsync(contexts.CreateDbContext)),
            ("EF compiled query, pooled contexts", () => CompiledAsync(contexts)),
            ("the same without connection reset", () => CompiledAsync(contextsWithoutReset)),
            ("MySqlConnector, pool", () => PlainAsync(connectionString, prepare: false)),
            ("the same without connection reset", () => PlainAsync(WithoutReset(connectionString), prepare: false)),
            ("the same, prepared", () => PlainAsync(WithoutReset(connectionString), prepare: true)),
            ("the service's own (DirectDatabase)", () => new SignedInCallers(direct, null!, null!, TimeProvider.System).FindAsync(identity, CancellationToken.None)),
        ];
        foreach (var (_, run) in ways)
            await RunAsync(run); // Warm.
        var rates = ways.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var way = 0; way < ways.Length; way++)
                rates[way].Add(await RunAsync(ways[way].Run));
        }

        Console.WriteLine("| way | a second on one core |");
        Console.WriteLine("|---|---:|");
        foreach (var ((name, _), rate) in ways.Zip(rates))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {rate.Order().ElementAt(Rounds / 2):N0} |"));
    }

    private static async Task<double> RunAsync(Func<Task> run)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            var done = 0;
            for (; watch.Elapsed < Round; done++)
                await run();
            return done;
        })));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private async Task LinqAsync(Func<MariaDbAuthDbContext> create)
    {
        await using var db = create();
        var now = TimeProvider.System.GetUtcNow();
        await db.Sessions.AsNoTracking()
            .Where(s => s.Id == identity.SessionId && s.UserId == identity.UserId && s.EndedAt == null && s.IdleExpiresAt > now && s.ExpiresAt > now)
            .Where(_ => db.SigningKeys.Any(k => k.Id == identity.KeyId))
            .Join(db.Users.Where(u => u.Status == UserStatus.Active), s => s.UserId, u => u.Id, (s, u) => new SignedInCaller(u.Id, s.Id, u.Role, s.AuthenticatedAt))
            .SingleOrDefaultAsync();
    }

    private async Task CompiledAsync(PooledDbContextFactory<MariaDbAuthDbContext> pool)
    {
        await using var db = pool.CreateDbContext();
        await Compiled(db, identity.SessionId, identity.UserId, identity.KeyId, TimeProvider.System.GetUtcNow());
    }

    private async Task PlainAsync(string database, bool prepare)
    {
        await using var connection = new MySqlConnection(database);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(SignedInCallers.Find, connection);
        command.Parameters.AddWithValue("@session", identity.SessionId.Value.ToByteArray(bigEndian: true));
        command.Parameters.AddWithValue("@user", identity.UserId.Value.ToByteArray(bigEndian: true));
        command.Parameters.AddWithValue("@key", identity.KeyId);
        command.Parameters.AddWithValue("@now", TimeProvider.System.GetUtcNow().UtcDateTime);
        if (prepare)
            await command.PrepareAsync();
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        _ = (reader.GetString(0), reader.GetDateTime(1));
    }

    private static DbContextOptions<MariaDbAuthDbContext> Options(string database)
    {
        var options = new DbContextOptionsBuilder<MariaDbAuthDbContext>();
        DatabaseSetup.UseMariaDb(options, database);
        return options.Options;
    }

    private static string WithoutReset(string database) => new MySqlConnectionStringBuilder(database) { ConnectionReset = false }.ConnectionString;
}
