using System.Collections.Frozen;
using Auth.IntegrationTests.Operations;

namespace Auth.Benchmarks.Load;

/// <summary>Logins a second of this service against itself with BCrypt.Net-Next in place of its own engine, at the cost it begins with.</summary>
internal static class Logins
{
    private const int Rounds = 5;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(8);

    /// <summary>Networks are told by a proxy that is believed, and none of them is stopped for asking often; budgets of wrong passwords stay as they are.</summary>
    public static readonly FrozenDictionary<string, string?> Settings = new Dictionary<string, string?>
    {
        ["Auth__Proxies__0"] = "127.0.0.1",
        ["Auth__Throttling__AnonymousRequestsPerMinute"] = "10000000",
        ["Auth__Throttling__SignedInRequestsPerMinute"] = "10000000",
    }.ToFrozenDictionary();

    public static async Task MeasureAsync()
    {
        await using var service = await Service.StartAsync(1000, Settings);
        await using var reference = await service.StartTwinAsync(new Dictionary<string, string?> { ["Auth__Passwords__Engine"] = "BCryptNet" });
        var members = await service.LetInAsync(200);
        var cores = Environment.ProcessorCount;

        var (alone, aloneReference) = await CompareAsync(service, reference, members, 1, answers => Figures.Median(answers.Select(a => a.Milliseconds)));
        Figures.Say($"one login alone: {alone:0} ms, with BCrypt.Net-Next {aloneReference:0} ms");
        Figures.AtLeast("one login alone, speed against BCrypt.Net-Next", aloneReference / alone, 1.0);
        foreach (var (waiting, bar) in new[] { (1, 1.0), (3, 2.0), (16, 3.0), (32, 3.0) })
        {
            var (rate, rateReference) = await CompareAsync(service, reference, members, waiting * cores, answers => Clients.Rate(answers));
            Figures.Say($"{waiting} waiting a core: {rate:0.00} logins/s, with BCrypt.Net-Next {rateReference:0.00}");
            Figures.AtLeast($"logins/s, {waiting} waiting a core, against BCrypt.Net-Next", rate / rateReference, bar);
        }
    }

    /// <summary>A login of the client's own member from the client's own network.</summary>
    public static Step Step(string[] members, string password)
    {
        var requests = members.Select((member, client) =>
            Connection.Request("POST", "/api/v1/auth/login", $$"""{"username":"{{member}}","password":"{{password}}"}""", from: Network(client))).ToArray();
        return (connection, client, end) => connection.SendAsync(requests[client % requests.Length], end);
    }

    public static string Network(int client) => $"10.{client >> 16}.{client >> 8 & 255}.{client & 255}";

    private static async Task<(double Service, double Reference)> CompareAsync(
        Service service, HostProcess reference, string[] members, int clients, Func<IReadOnlyList<Answered>, double> figure)
    {
        List<double> own = [], others = [];
        for (var round = 0; round <= Rounds; round++)
        {
            own.Add(await MeasureAsync(service.Nobody.BaseAddress!, service.ProcessId));
            others.Add(await MeasureAsync(reference.Client.BaseAddress!, reference.Id));
        }

        // The first round warms up.
        return (Figures.Median(own.Skip(1)), Figures.Median(others.Skip(1)));

        async Task<double> MeasureAsync(Uri host, int processId)
        {
            var answers = await Clients.RunAsync(host, clients, Round + TimeSpan.FromSeconds(clients / 16), Step(members, service.Password));
            await Clients.SettleAsync(processId);
            return figure(answers);
        }
    }
}
