using System.Buffers.Text;
using System.Diagnostics;
using System.Text.Json;
using Auth.Benchmarks.Load;
using Auth.IntegrationTests.Operations;

namespace Auth.Benchmarks;

/// <summary>
/// The two requests that a service of accounts mostly gets, each beside the least that could do the same on the same MariaDB: a refresh beside a loop of its two
/// statements, one's own account beside a bare Kestrel endpoint with one query by key. In turns, so that whatever else the machine does meets both.
/// </summary>
internal sealed class Hot(Service service, BareProcess bare)
{
    private const int Members = 1000;
    private const int Rounds = 5;
    private const int AtOnce = 16;

    /// <summary>Until the runtime has compiled for good what these requests run.</summary>
    private const int WarmUp = 200_000;

    private const double Bar = 0.6;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    public static readonly Dictionary<string, string?> Settings = new()
    {
        ["Auth__Passwords__Cost"] = "10",
        ["Auth__Throttling__AnonymousRequestsPerMinute"] = "10000000",
        ["Auth__Throttling__SignedInRequestsPerMinute"] = "10000000",
    };

    public static async Task MeasureAsync()
    {
        await Cores.PinAsync(Cores.Service); // Whom we start stays there.
        await using var service = await Service.StartAsync(Members, Settings);
        await using var bare = await BareProcess.StartAsync(service.ConnectionString, HostProcess.FreeAddress());
        await Cores.PinAsync(Cores.Load);
        await new Hot(service, bare).CompareAsync();
        await Cores.UnpinAsync();
    }

    private async Task CompareAsync()
    {
        var ours = await LogInAsync(AtOnce);
        var theirs = await LogInAsync(AtOnce);
        var sessions = string.Join(',', theirs.Select(t => t.Text("sessionId")));

        var refresh = ours.Select(t => new Call(Request.Post("/api/v1/auth/refresh", $$"""{"refreshToken":"{{t.Text("refreshToken")}}"}"""), "\"refreshToken\":\"")).ToArray();
        var me = ours.Select(t => new Call(Request.Get("/api/v1/users/me", t.Text("accessToken")))).ToArray();
        var id = Part(ours[0].Text("accessToken"), 1).Text("sub");
        var row = theirs.Select(_ => new Call(Request.Get($"/row/{id}", null))).ToArray();

        Side Ours(Call[] calls) => new(service.ProcessId, duration => Task.Run(() => Driver.Drive(service.Address, calls, duration)));
        await CompareAsync("refreshes/s against the bare loop of their statements", Ours(refresh), new Side(bare.ProcessId, duration => bare.LoopAsync(sessions, duration)));
        await CompareAsync("me/s against bare Kestrel and one query by key", Ours(me), new Side(bare.ProcessId, duration => Task.Run(() => Driver.Drive(bare.Address, row, duration))));
    }

    private static async Task CompareAsync(string what, Side service, Side bare)
    {
        await service.WarmAsync(WarmUp);
        await bare.WarmAsync(WarmUp);
        List<(Rate Service, Rate Bare)> rounds = [];
        for (var round = 0; round < Rounds; round++)
            rounds.Add((await service.RunAsync(Round), await bare.RunAsync(Round)));

        Figures.Say($"{what}: {At(r => r.Service.PerSecond):N0} against {At(r => r.Bare.PerSecond):N0}; processor time of one {At(r => r.Service.Microseconds):0} against {At(r => r.Bare.Microseconds):0} µs");
        Figures.AtLeast(what, At(r => r.Service.PerSecond / r.Bare.PerSecond), Bar);

        double At(Func<(Rate Service, Rate Bare), double> figure) => Figures.Median(rounds.Select(figure));
    }

    /// <summary>The header (0) or the claims (1) of a token.</summary>
    public static JsonElement Part(string token, int part) => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[part])).RootElement;

    private async Task<JsonElement[]> LogInAsync(int times)
    {
        var tokens = new JsonElement[times];
        for (var i = 0; i < times; i++)
            tokens[i] = await service.LogInAsync();
        return tokens;
    }
}

/// <summary>How many were done in a second, and what processor time of the process that did them one took.</summary>
internal sealed record Rate(double PerSecond, double Microseconds);

/// <summary>One of two that are compared: a process, and what makes it work for a time and tells how often a second it did.</summary>
internal sealed class Side(int processId, Func<TimeSpan, Task<int>> work)
{
    public async Task<Rate> RunAsync(TimeSpan duration)
    {
        using var process = Process.GetProcessById(processId);
        var (watch, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        var done = await work(duration);
        var elapsed = watch.Elapsed;
        process.Refresh();
        return new Rate(done / elapsed.TotalSeconds, (process.TotalProcessorTime - before).TotalMicroseconds / done);
    }

    public async Task WarmAsync(int times)
    {
        for (var done = 0; done < times;)
            done += await work(TimeSpan.FromSeconds(1));
    }
}

internal static class Fields
{
    public static string Text(this JsonElement json, string field) => json.GetProperty(field).GetString()!;
}
