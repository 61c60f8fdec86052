using Auth.FaultTests.Harness;

namespace Auth.FaultTests;

public sealed class DatabaseRestartedTests
{
    private const int Restarts = 3;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Restarted_in_order_three_times_under_load_it_loses_nothing()
    {
        await using var scene = await Scene.StartAsync();
        await using var load = Load.Start(scene.Client);
        List<Outage> outages = [];
        for (var restart = 0; restart < Restarts; restart++)
        {
            await load.RegistersAsync(more: 30);
            var began = load.Now;
            await scene.Server.StopAsync(kill: false);
            await Task.Delay(Away, TestContext.Current.CancellationToken);
            await scene.Server.StartAsync();
            outages.Add(new Outage(began, load.Now));
        }

        await load.RegistersAsync(more: 30);
        await load.StopAsync();

        var figures = new Figures($"database restarted in order {Restarts} times");
        await figures.AddAftermathAsync(scene, load);
        figures.AddAnswers(load, outages, firstWithin: 10);
        figures.Judge();
    }
}
