using Auth.FaultTests.Harness;

namespace Auth.FaultTests;

public sealed class DatabaseKilledTests
{
    private const int Kills = 10;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task Killed_ten_times_in_the_middle_of_writing_it_loses_nothing_and_the_service_serves_within_two_seconds_of_its_return()
    {
        await using var scene = await Scene.StartAsync();
        await using var load = Load.Start(scene.Client);
        List<Outage> outages = [];
        for (var kill = 0; kill < Kills; kill++)
        {
            await load.RegistersAsync(more: 30);
            var began = load.Now;
            await scene.Server.StopAsync(kill: true);
            await Task.Delay(Away, TestContext.Current.CancellationToken);
            await scene.Server.StartAsync();
            outages.Add(new Outage(began, load.Now));
        }

        await load.RegistersAsync(more: 30);
        await load.StopAsync();

        var figures = new Figures($"database killed (SIGKILL) in mid-write {Kills} times, back after {Away.TotalSeconds} s");
        await figures.AddAftermathAsync(scene, load);
        figures.AddAnswers(load, outages, firstWithin: 2);
        figures.Judge();
    }
}
