using Auth.Benchmarks;
using Auth.FaultTests.Harness;

namespace Auth.FaultTests;

public sealed class GarbageForMinutesTests
{
    private const int PerSecond = 200;
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Five_minutes_of_garbage_are_answered_and_the_memory_stays_flat()
    {
        await using var service = await Service.StartAsync(1000, Soak.Settings);
        var soak = new Soak(service, PerSecond);
        var faults = await soak.RunAsync(Time);

        var memory = soak.WorkingSets;
        var figures = new Figures($"garbage to every endpoint for {Time.TotalMinutes} minutes");
        figures.AtLeast("requests", soak.Sent, 30_000, "");
        figures.AtMost("answers of 5xx", soak.ServerErrors, 0, "");
        figures.AtMost("other answers that none may be, and none at all", faults, 0, "");
        figures.Say("working set after the first minute", memory[1], " MB");
        figures.AtMost("the second half adds", memory[^1] - memory[(memory.Count - 1) / 2], 50, " MB");
        figures.Judge();
    }
}
