using Auth.FaultTests.Harness;

namespace Auth.FaultTests;

public sealed class ConnectionsCutTests
{
    private const int OneIn = 5;
    private static readonly TimeSpan Cutting = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Connections_that_end_between_commit_and_answer_lose_nothing_and_double_nothing()
    {
        await using var scene = await Scene.StartAsync(relayed: true);
        await using var load = Load.Start(scene.Client);
        await load.RegistersAsync(more: 30);
        var began = load.Now;
        scene.Relay.CutsOneIn = OneIn;
        await Task.Delay(Cutting, TestContext.Current.CancellationToken);
        scene.Relay.CutsOneIn = 0;
        var outage = new Outage(began, load.Now);
        await load.RegistersAsync(more: 30);
        await load.StopAsync();

        var figures = new Figures($"connections cut between commit and answer, one commit in {OneIn} for {Cutting.TotalSeconds} s");
        scene.Relay.Cut.ShouldBeGreaterThan(20, "too few commits were cut to say anything");
        figures.Say("commits cut", scene.Relay.Cut, "");
        await figures.AddAftermathAsync(scene, load);
        figures.AtMost("first registration afterwards", load.Registered.Where(r => r.At > outage.Returned).Min(r => r.At - outage.Returned).TotalSeconds, 10, " s");
        figures.None("errors but 503", [.. load.Answers.Where(a => a is { IsError: true, IsPutOff: false }).Select(a => a.ToString())], load.Answers.Count(a => a.IsError));
        figures.AddProbes(load);
        figures.Judge();
    }
}
