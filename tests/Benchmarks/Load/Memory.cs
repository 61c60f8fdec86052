using System.Diagnostics;
using System.Globalization;

namespace Auth.Benchmarks.Load;

/// <summary>What the process holds of the machine's memory.</summary>
internal static class Memory
{
    /// <summary>Resident, in megabytes: the heap, the code, and what is read of the files of programs.</summary>
    public static double Of(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64 / 1e6;
    }

    /// <summary>Tells it at each step until the end, and answers all of them.</summary>
    public static async Task<List<double>> WatchAsync(int processId, TimeSpan step, CancellationToken end)
    {
        List<double> seen = [Of(processId)];
        var started = Stopwatch.StartNew();
        Console.WriteLine("| seconds | resident MB |");
        Console.WriteLine("|---:|---:|");
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(step, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            seen.Add(Of(processId));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {started.Elapsed.TotalSeconds:0} | {seen[^1]:0} |"));
        }

        return seen;
    }
}
