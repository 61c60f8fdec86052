using System.Diagnostics;

namespace Auth.Benchmarks.Load;

/// <summary>The whole service against ASP.NET Core Identity's own endpoints with BCrypt at the same cost, on the same MariaDB with the same members, 64 clients, round by round in turn.</summary>
internal static class AgainstIdentity
{
    private const int Many = 64;
    private const int Rounds = 5;
    private const int Pages = 20;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LoginRound = TimeSpan.FromSeconds(16);

    /// <summary>Until the runtime has compiled for good what such load uses.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(40);

    private sealed record Side(Uri Address, int ProcessId, string Login, string Refresh, string Me, string List, string NameField)
    {
        public string[] Access { get; } = new string[Many];

        public string[] RefreshTokens { get; } = new string[Many];
    }

    public static async Task MeasureAsync(int count)
    {
        await using var service = await Service.StartAsync(count, Logins.Settings);
        var members = await service.LetInAsync(Many);
        Console.WriteLine("Making the same members of Identity.");
        await using var identity = await IdentityHost.StartAsync(service, service.Password);
        Side own = new(service.Nobody.BaseAddress!, service.ProcessId, "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/users/me", "/api/v1/users", "username");
        Side other = new(identity.Address, identity.ProcessId, "/login", "/refresh", "/manage/info", "/members", "email"); // Its login takes the user name in that field.

        var logins = await CompareAsync(own, other, LoginRound, LoginRound, side => LoginStep(side, members, service.Password));
        Report("logins", logins, 2.5);
        await SignInAsync(own, LoginStep(own, members, service.Password));
        await SignInAsync(other, LoginStep(other, members, service.Password));
        Report("refreshes", await CompareAsync(own, other, WarmUp, Round, RefreshStep), 3);
        Report("me", await CompareAsync(own, other, WarmUp, Round, side => AskStep(side, side.Me)), 2.5);
        await ListAsync(own, other, await service.TokenAsync());
    }

    private static void Report(string what, (double Own, double Other) rate, double bar)
    {
        Figures.Say($"{what}: {rate.Own:0.0} a second, Identity {rate.Other:0.0}");
        Figures.AtLeast($"{what}/s of {Many} clients, against ASP.NET Core Identity", rate.Own / rate.Other, bar);
    }

    private static async Task<(double Own, double Other)> CompareAsync(Side own, Side other, TimeSpan warmUp, TimeSpan time, Func<Side, Step> step)
    {
        Dictionary<Side, List<double>> rates = new() { [own] = [], [other] = [] };
        Dictionary<Side, List<double>> costs = new() { [own] = [], [other] = [] };
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var side in new[] { own, other })
            {
                using var process = Process.GetProcessById(side.ProcessId);
                var before = process.TotalProcessorTime;
                var answers = await Clients.RunAsync(side.Address, Many, round == 0 ? warmUp : time, step(side));
                await Clients.SettleAsync(side.ProcessId);
                process.Refresh();
                if (round == 0)
                    continue;
                rates[side].Add(Clients.Rate(answers));
                costs[side].Add((process.TotalProcessorTime - before).TotalMicroseconds / answers.Count);
            }
        }

        Figures.Say($"processor time of one, driver and MariaDB apart: {Figures.Median(costs[own]):0} µs, Identity {Figures.Median(costs[other]):0} µs");

        return (Figures.Median(rates[own]), Figures.Median(rates[other]));
    }

    /// <summary>Keeps the tokens for those who ask next.</summary>
    private static Step LoginStep(Side side, string[] names, string password)
    {
        var requests = names.Select((name, client) =>
            Connection.Request("POST", side.Login, $$"""{"{{side.NameField}}":"{{name}}","password":"{{password}}"}""", from: Logins.Network(client))).ToArray();
        return async (connection, client, end) =>
        {
            var status = await connection.SendAsync(requests[client], end);
            if (status == 200)
                (side.Access[client], side.RefreshTokens[client]) = (connection.Field("accessToken"), connection.Field("refreshToken"));
            return status;
        };
    }

    /// <summary>Each client goes on with what its last answer was. A round's end hangs up on a rotation now and then, so the answer may be lost; the leeway gives it again.</summary>
    private static Step RefreshStep(Side side) => async (connection, client, end) =>
    {
        var status = await connection.SendAsync(
            Connection.Request("POST", side.Refresh, $$"""{"refreshToken":"{{side.RefreshTokens[client]}}"}""", from: Logins.Network(client)), CancellationToken.None);
        if (status == 200)
            (side.Access[client], side.RefreshTokens[client]) = (connection.Field("accessToken"), connection.Field("refreshToken"));
        return status;
    };

    /// <summary>Those whose turn did not come.</summary>
    private static async Task SignInAsync(Side side, Step login)
    {
        using var connection = new Connection(side.Address);
        for (var client = 0; client < Many; client++)
        {
            if (side.Access[client] is null && await login(connection, client, CancellationToken.None) is not 200 and var status)
                throw new InvalidOperationException($"A member cannot log in: {status}.");
        }
    }

    private static Step AskStep(Side side, string path)
    {
        var requests = side.Access.Select(token => Connection.Request("GET", path, bearer: token)).ToArray();
        return (connection, client, end) => connection.SendAsync(requests[client], end);
    }

    /// <summary>One after another, since a single one keeps Identity's database busy for long.</summary>
    private static async Task ListAsync(Side own, Side other, string administrator)
    {
        var times = new Dictionary<Side, List<double>> { [own] = [], [other] = [] };
        for (var page = 0; page < Pages + 3; page++)
        {
            foreach (var side in new[] { own, other })
            {
                using var connection = new Connection(side.Address);
                var request = Connection.Request("GET", side.List, bearer: side == own ? administrator : side.Access[0]);
                await connection.SendAsync(Connection.Request("GET", side.Me, bearer: side.Access[0])); // So that the connection is there.
                var sent = Stopwatch.GetTimestamp();
                if (await connection.SendAsync(request) is not 200 and var status)
                    throw new InvalidOperationException($"Answered {status} for {side.List}.");
                if (page >= 3)
                    times[side].Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
        }

        var (mine, theirs) = (Figures.Median(times[own]), Figures.Median(times[other]));
        Figures.Say($"first page of the list: {mine:0.0} ms, Identity {theirs:0.0} ms");
        Figures.AtLeast("first page of the list, speed against ASP.NET Core Identity", theirs / mine, 10);
    }
}
