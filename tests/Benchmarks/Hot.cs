using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Auth.Benchmarks;

/// <summary>
/// The two requests that a service of accounts mostly gets, each beside the least that could do the same on the same MariaDB: a refresh beside a loop of its two
/// statements, one's own account beside a bare Kestrel endpoint with one query by key. In turns, so that whatever else the machine does meets both.
/// </summary>
internal sealed class Hot(Service service, BareProcess bare)
{
    private const int Rounds = 5;
    private const int AtOnce = 16;
    private const double Bar = 0.6;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    public static readonly Dictionary<string, string?> Settings = new()
    {
        ["Auth__Passwords__Cost"] = "10",
        ["Auth__Throttling__AnonymousRequestsPerMinute"] = "10000000",
        ["Auth__Throttling__SignedInRequestsPerMinute"] = "10000000",
    };

    /// <summary>Whether both bars hold.</summary>
    public async Task<bool> MeasureAsync()
    {
        var ours = await LogInAsync(AtOnce);
        var theirs = await LogInAsync(AtOnce);
        var sessions = string.Join(',', theirs.Select(t => t.Text("sessionId")));
        await Cores.PinAsync(service.ProcessId, Cores.Service);
        await Cores.PinAsync(bare.ProcessId, Cores.Service);
        await Cores.PinAsync(Environment.ProcessId, Cores.Load);

        var refresh = ours.Select(t => new Call(Request.Post("/api/v1/auth/refresh", $$"""{"refreshToken":"{{t.Text("refreshToken")}}"}"""), "\"refreshToken\":\"")).ToArray();
        var me = ours.Select(t => new Call(Request.Get("/api/v1/users/me", t.Text("accessToken")))).ToArray();
        var id = Part(ours[0].Text("accessToken"), 1).Text("sub");
        var row = theirs.Select(_ => new Call(Request.Get($"/row/{id}", null))).ToArray();

        var refreshes = await CompareAsync("refreshes", r => Task.Run(() => Load.Drive(service.Address, refresh, r)), r => bare.LoopAsync(sessions, r));
        var accounts = await CompareAsync("me", r => Task.Run(() => Load.Drive(service.Address, me, r)), r => Task.Run(() => Load.Drive(bare.Address, row, r)));
        return refreshes && accounts;
    }

    private static async Task<bool> CompareAsync(string what, Func<TimeSpan, Task<double>> service, Func<TimeSpan, Task<double>> bare)
    {
        await service(WarmUp);
        await bare(WarmUp);
        List<(double Service, double Bare)> rounds = [];
        for (var round = 0; round < Rounds; round++)
            rounds.Add((await service(Round), await bare(Round)));

        var ratio = Median(rounds.Select(r => r.Service / r.Bare));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what}/s, {AtOnce} at once | {Median(rounds.Select(r => r.Service)):N0} | {Median(rounds.Select(r => r.Bare)):N0} | {ratio:0.00} | {Bar} | {(ratio >= Bar ? "holds" : "missed")} |"));
        return ratio >= Bar;
    }

    public static JsonElement Part(string token, int part) => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[part])).RootElement;

    private async Task<JsonElement[]> LogInAsync(int times)
    {
        var tokens = new JsonElement[times];
        for (var i = 0; i < times; i++)
            tokens[i] = await service.LogInAsync();
        return tokens;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}

internal static class Fields
{
    public static string Text(this JsonElement json, string field) => json.GetProperty(field).GetString()!;
}
