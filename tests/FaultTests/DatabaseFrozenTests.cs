using Auth.FaultTests.Harness;

namespace Auth.FaultTests;

public sealed class DatabaseFrozenTests
{
    private const int ArrivalsPerSecond = 50;

    /// <summary>EF's pool and the one for the hot statements, and those of this test.</summary>
    private const int MostConnections = 32 + 32 + 8;

    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Frozen_for_twenty_seconds_it_makes_nobody_wait_for_long_and_nothing_piles_up()
    {
        await using var scene = await Scene.StartAsync();
        await MeasureAsync(scene, "database frozen (SIGSTOP) for 20 s", scene.Server.FreezeAsync, scene.Server.ThawAsync);
    }

    [Fact]
    public async Task A_network_that_swallows_everything_for_twenty_seconds_makes_nobody_wait_for_long_and_nothing_piles_up()
    {
        await using var scene = await Scene.StartAsync(relayed: true);
        await MeasureAsync(
            scene,
            "network to the database swallows all for 20 s",
            () => Task.Run(scene.Relay.Swallow),
            () => Task.Run(scene.Relay.PassOn));
    }

    private static async Task MeasureAsync(Scene scene, string fault, Func<Task> begin, Func<Task> end)
    {
        await using var load = Load.Start(scene.Client);
        await load.RegistersAsync(more: 60);
        var memory = scene.WorkingSet();
        var began = load.Now;
        await begin();
        var crowd = await load.CrowdAsync(ArrivalsPerSecond, Frozen);
        await end();
        var outage = new Outage(began, load.Now);
        var grown = scene.WorkingSet() - memory;
        await load.RegistersAsync(more: 60);
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await load.StopAsync();
        var still = await crowd;

        var figures = new Figures($"{fault}, {ArrivalsPerSecond} more requests a second");
        await figures.AddAftermathAsync(scene, load);
        figures.AddAnswers(load, [outage], firstWithin: 10);
        figures.AtMost("at once under way", load.MostAtOnce, ArrivalsPerSecond * 15, "");
        figures.None("of the crowd unanswered", still, (int)(ArrivalsPerSecond * Frozen.TotalSeconds));
        figures.AtMost("memory grown by", grown, 100, " MB");
        // Those that the driver gave up while they were made, the server gives up ten seconds later.
        figures.AtMost("connections at the database", await scene.CountAsync("SELECT COUNT(*) FROM information_schema.processlist WHERE command <> 'Connect'"), MostConnections, "");
        figures.Judge();
    }
}
