using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Auth.Benchmarks.Load;

/// <summary>What a service of some ten thousand members sees in its busiest hour, for ten minutes: what it holds of the memory meanwhile.</summary>
internal static class Mixed
{
    private const int Sessions = 50;

    private static readonly byte[][] Garbage =
    [
        Connection.Request("GET", "/%00"), Connection.Request("POST", "/api/v1/auth/login", "{"), Connection.Request("POST", "/api/v1/auth/register", """{"username":5}"""),
        Connection.Request("GET", "/api/v1/users/me", bearer: "eyJhbGciOiJub25lIn0.e30."), Connection.Request("DELETE", "/wp-login.php"), Connection.Request("GET", "/api/v1/users?limit=x"),
    ];

    private static readonly string[] Pages = ["/login", "/sign-up", "/docs", "/openapi/v1.json", "/.well-known/jwks.json"];
    private static readonly string[] Lists = ["", "?limit=100", "?sort=username", "?sort=name", "?search=kim", "?search=%EA%B9%80&sort=name"];

    public static async Task MeasureAsync(TimeSpan time)
    {
        await using var service = await Service.StartAsync(10_000, Logins.Settings);
        var members = await service.LetInAsync(Sessions);
        var administrator = await service.TokenAsync();
        var tokens = await LogInAsync(service, members);
        var statuses = new ConcurrentDictionary<(string, int), int>();
        using var end = new CancellationTokenSource(time);
        var login = Logins.Step(members, service.Password);

        (string Name, double ASecond, Step Step)[] kinds =
        [
            ("me", 100, (connection, turn, stop) => connection.SendAsync(Connection.Request("GET", "/api/v1/users/me", bearer: tokens[turn % Sessions].Access), stop)),
            ("refresh", 20, (connection, turn, stop) => RefreshAsync(connection, tokens, turn % Sessions)),
            ("login", 1, login),
            ("list", 5, (connection, turn, stop) => connection.SendAsync(Connection.Request("GET", $"/api/v1/users{Lists[turn % Lists.Length]}", bearer: administrator), stop)),
            ("page", 10, (connection, turn, stop) => connection.SendAsync(Connection.Request("GET", Pages[turn % Pages.Length]), stop)),
            ("registration", 0.5, RegisterAsync),
            ("garbage", 10, (connection, turn, stop) => connection.SendAsync(Garbage[turn % Garbage.Length], stop)),
        ];
        var memory = Memory.WatchAsync(service.ProcessId, TimeSpan.FromMinutes(Math.Min(1, time.TotalMinutes / 5)), end.Token);
        await Task.WhenAll(kinds.Select(kind => SendAsync(service.Nobody.BaseAddress!, kind.Name, kind.ASecond, kind.Step, statuses, end.Token)));
        var seen = await memory;

        foreach (var kind in statuses.GroupBy(s => s.Key.Item1))
            Figures.Say($"{kind.Key}: {string.Join(", ", kind.OrderBy(s => s.Key.Item2).Select(s => $"{s.Key.Item2}: {s.Value}"))}");
        Figures.AtMost(string.Create(CultureInfo.InvariantCulture, $"resident memory after {time.TotalMinutes:0.#} minutes of mixed load"), seen[^1], 160, " MB");
    }

    /// <summary>So many a second; each kind waits for its own answers only.</summary>
    private static async Task SendAsync(Uri host, string name, double aSecond, Step step, ConcurrentDictionary<(string, int), int> statuses, CancellationToken end)
    {
        using var connection = new Connection(host);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / aSecond));
        try
        {
            for (var turn = 0; await timer.WaitForNextTickAsync(end); turn++)
                statuses.AddOrUpdate((name, await step(connection, turn, end)), 1, (_, count) => count + 1);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
    }

    private static async Task<(string Access, string Refresh)[]> LogInAsync(Service service, string[] members)
    {
        var tokens = new (string, string)[Sessions];
        using var connection = new Connection(service.Nobody.BaseAddress!);
        var login = Logins.Step(members, service.Password);
        for (var session = 0; session < Sessions; session++)
        {
            if (await login(connection, session, CancellationToken.None) is not 200 and var status)
                throw new InvalidOperationException($"A member cannot log in: {status}.");
            tokens[session] = (connection.Field("accessToken"), connection.Field("refreshToken"));
        }

        return tokens;
    }

    private static async Task<int> RefreshAsync(Connection connection, (string Access, string Refresh)[] tokens, int session)
    {
        var status = await connection.SendAsync(Connection.Request("POST", "/api/v1/auth/refresh", $$"""{"refreshToken":"{{tokens[session].Refresh}}"}"""));
        if (status == 200)
            tokens[session] = (connection.Field("accessToken"), connection.Field("refreshToken"));
        return status;
    }

    private static Task<int> RegisterAsync(Connection connection, int turn, CancellationToken end)
    {
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        return connection.SendAsync(
            Connection.Request("POST", "/api/v1/auth/register", $$"""{"username":"m{{name}}","password":"slow boats drift {{name}}","name":"Member","nickname":"Member","consentToPersonalData":true}"""), end);
    }
}
