using System.Diagnostics;

namespace Auth.Benchmarks.Load;

/// <summary>How long somebody signed in waits for <c>GET /users/me</c>, asked twenty times a second, while 64 logins wait and while none does.</summary>
internal static class Flood
{
    private const int Waiting = 64;
    private const int Rounds = 5;
    private const double Slowest = 0.99;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RampUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.0 / 20);

    public static async Task MeasureAsync()
    {
        await using var service = await Service.StartAsync(1000, Logins.Settings);
        var members = await service.LetInAsync(Waiting);
        var me = Connection.Request("GET", "/api/v1/users/me", bearer: await service.TokenAsync());
        var host = service.Nobody.BaseAddress!;
        await AskAsync(host, me, TimeSpan.FromSeconds(5));

        List<double> quiet = [], flooded = [];
        for (var round = 0; round < Rounds; round++)
        {
            await Clients.SettleAsync(service.ProcessId);
            quiet.Add(Figures.At(await AskAsync(host, me, Round), Slowest));
            using var end = new CancellationTokenSource();
            var flood = Clients.RunAsync(host, Waiting, Logins.Step(members, service.Password), end.Token);
            await Task.Delay(RampUp);
            flooded.Add(Figures.At(await AskAsync(host, me, Round), Slowest));
            await end.CancelAsync();
            Clients.Rate(await flood);
        }

        var (before, during) = (Figures.Median(quiet), Figures.Median(flooded));
        Figures.Say($"p99 of me: {before:0.0} ms, with {Waiting} logins waiting {during:0.0} ms");
        Figures.AtMost($"p99 of me with {Waiting} logins waiting, against without", during / before, 3);
        Figures.AtMost($"p99 of me with {Waiting} logins waiting", during, 50, " ms");
    }

    /// <summary>How long each took, sent when it was due, whether or not those before it are answered.</summary>
    private static async Task<List<double>> AskAsync(Uri host, byte[] request, TimeSpan time)
    {
        var answers = new List<Task<double>>();
        var connections = new Stack<Connection>();
        var started = Stopwatch.StartNew();
        for (var due = TimeSpan.Zero; due < time; due += Pause)
        {
            if (due - started.Elapsed is { Ticks: > 0 } ahead)
                await Task.Delay(ahead);
            answers.Add(SendAsync());
        }

        var all = await Task.WhenAll(answers);
        foreach (var connection in connections)
            connection.Dispose();
        return [.. all];

        async Task<double> SendAsync()
        {
            Connection connection;
            lock (connections)
                connection = connections.TryPop(out var free) ? free : new Connection(host);
            var sent = Stopwatch.GetTimestamp();
            var status = await connection.SendAsync(request);
            var taken = Stopwatch.GetElapsedTime(sent);
            lock (connections)
                connections.Push(connection);
            return status == 200 ? taken.TotalMilliseconds : throw new InvalidOperationException($"Answered {status}.");
        }
    }
}
