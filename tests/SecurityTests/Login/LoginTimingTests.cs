using System.Diagnostics;
using Auth.Domain.Credentials;
using Auth.Domain.Users;
using Auth.IntegrationTests;
using Microsoft.EntityFrameworkCore;

namespace Auth.SecurityTests.Login;

/// <summary>Whether the time of an answer tells who exists, on an idle service and while others log in: so many of each kind, in turns, at a cost that outweighs the rest of the request several times.</summary>
public sealed class LoginTimingTests(AuthApp app, ITestOutputHelper output) : AuthTest(app)
{
    private const string Cost = "7";
    private const int CheaperCost = 5;
    private const string Known = "a wrong password";

    /// <summary>Without its decoy an unknown name differs by more than half.</summary>
    private const double Allowed = 0.1;

    [Theory]
    [InlineData(200, 0)]
    [InlineData(100, 6)]
    public async Task The_time_of_an_answer_tells_nobody_who_exists_or_is_suspended(int rounds, int othersAtOnce)
    {
        await using var host = App.NewHost(
            ("Auth:Passwords:Cost", Cost), ("Auth:Throttling:FailuresPerAccount", "1000"), ("Auth:Throttling:FailuresPerAccountOverall", "10000"), ("Auth:Throttling:FailuresPerNetwork", "1000000"));
        using var client = await host.StartAsync();
        var kinds = await KindsAsync(client);
        foreach (var guess in kinds.Values)
            await GuessAsync(client, guess); // The first of each makes its counts.
        await using var load = new Load(client, othersAtOnce);

        var times = kinds.Keys.ToDictionary(k => k, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            // Each kind comes first as often as last.
            foreach (var (kind, guess) in round % 2 == 0 ? kinds : kinds.Reverse())
                times[kind].Add(await GuessAsync(client, guess));
        }

        var compared = kinds.Keys.Where(k => k != Known).ToDictionary(k => k, k => Pairs.Of([.. times[Known].Zip(times[k])]));
        foreach (var (kind, pairs) in compared)
            output.WriteLine($"{kind}: {pairs}");
        compared.Where(c => c.Value.DifferByMoreThan(Allowed)).ShouldBeEmpty();
    }

    private async Task<Dictionary<string, (string Login, string Password)>> KindsAsync(HttpClient client)
    {
        const string wrong = "a wrong passphrase";
        var administrator = await App.NewAdministratorAsync();
        await RegisterAsync(client, "alice");
        await (await AuthApp.ChangeAsync(administrator, await RegisterAsync(client, "bob"), new { status = "suspended" })).ShouldBeAsync(200);
        var old = new UserId(await RegisterAsync(client, "carol"));
        var cheap = BCrypt.Net.BCrypt.HashPassword(AuthApp.Password, CheaperCost);
        await App.WithDatabaseAsync(db => db.Credentials.Where(c => c.UserId == old).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Scheme, PasswordScheme.BCrypt).SetProperty(c => c.Cost, CheaperCost).SetProperty(c => c.Hash, cheap)));
        return new()
        {
            [Known] = ("alice", wrong),
            ["an unknown name"] = ("nobody", wrong),
            ["a known email address"] = ("alice@example.com", wrong),
            ["an unknown email address"] = ("nobody@example.com", wrong),
            ["somebody suspended"] = ("bob", wrong),
            ["somebody with a hash of an older, lower cost"] = ("carol", wrong),
            ["an unknown name and a password longer than any"] = ("nobody", new string('p', 20_000)),
        };
    }

    private async Task<Guid> RegisterAsync(HttpClient client, string username) =>
        (await (await client.CallAsync("POST /api/v1/auth/register", App.FullRegistration(username))).ShouldBeAsync(201)).GetProperty("id").GetGuid();

    private static async Task<double> GuessAsync(HttpClient client, (string Login, string Password) guess)
    {
        var watch = Stopwatch.StartNew();
        using var response = await client.CallAsync("POST /api/v1/auth/login", new { username = guess.Login, password = guess.Password });
        var elapsed = watch.Elapsed.TotalMilliseconds;
        await response.ShouldBeProblemAsync(401, "invalid_credentials");
        return elapsed;
    }

    /// <summary>Others who guess without a pause, so that what is measured waits for its turn and shares its core.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource end = new();
        private readonly Task others;

        public Load(HttpClient client, int count) => others = Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            // Ever other names, so that no account's budget is used up.
            for (var guess = 0; !end.IsCancellationRequested; guess++)
                await GuessAsync(client, ($"other{i}.{guess}", "a wrong passphrase"));
        })));

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            await others;
            end.Dispose();
        }
    }
}
