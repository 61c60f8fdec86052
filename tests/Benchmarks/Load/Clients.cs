using System.Collections.Concurrent;
using System.Diagnostics;

namespace Auth.Benchmarks.Load;

/// <summary>What a client does over and over: answers the status of what it sent.</summary>
internal delegate Task<int> Step(Connection connection, int client, CancellationToken cancellationToken);

/// <summary>An answer: when it came, since the start, and how long it took.</summary>
internal sealed record Answered(int Status, double AtMilliseconds, double Milliseconds);

/// <summary>Clients that send the next request as soon as the last is answered.</summary>
internal static class Clients
{
    private static readonly TimeSpan QuietFor = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs for the time and then hangs up, whatever is still under way.</summary>
    public static async Task<IReadOnlyList<Answered>> RunAsync(Uri host, int clients, TimeSpan time, Step step)
    {
        using var end = new CancellationTokenSource(time);
        return await RunAsync(host, clients, step, end.Token);
    }

    public static async Task<IReadOnlyList<Answered>> RunAsync(Uri host, int clients, Step step, CancellationToken end)
    {
        var answers = new ConcurrentQueue<Answered>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => LoopAsync(client), CancellationToken.None)));
        return [.. answers.OrderBy(a => a.AtMilliseconds)];

        async Task LoopAsync(int client)
        {
            using var connection = new Connection(host);
            try
            {
                while (!end.IsCancellationRequested)
                {
                    var sent = Stopwatch.GetTimestamp();
                    var status = await step(connection, client, end);
                    answers.Enqueue(new Answered(status, Stopwatch.GetElapsedTime(started).TotalMilliseconds, Stopwatch.GetElapsedTime(sent).TotalMilliseconds));
                }
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
            }
        }
    }

    /// <summary>Answers a second, from the first to the last, since those that come in batches would make a round's edges count. Throws where one was not what it should be.</summary>
    public static double Rate(IReadOnlyList<Answered> answers, int status = 200)
    {
        if (answers.FirstOrDefault(a => a.Status != status) is { } other)
            throw new InvalidOperationException($"Answered {other.Status} instead of {status}.");
        const double batch = 50;
        var first = answers.Count == 0 ? throw new InvalidOperationException("Nothing was answered.") : answers[0].AtMilliseconds;
        var later = answers.Count(a => a.AtMilliseconds > first + batch);
        return later / (answers[^1].AtMilliseconds - first) * 1000;
    }

    /// <summary>Waits until the process does nothing any more of what clients asked that have hung up.</summary>
    public static async Task SettleAsync(int processId)
    {
        using var process = Process.GetProcessById(processId);
        for (var before = process.TotalProcessorTime; ; before = process.TotalProcessorTime)
        {
            await Task.Delay(QuietFor);
            process.Refresh();
            if (process.TotalProcessorTime - before < QuietFor / 10)
                return;
        }
    }
}
