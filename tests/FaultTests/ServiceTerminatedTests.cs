using System.Diagnostics;
using Auth.FaultTests.Harness;

namespace Auth.FaultTests;

public sealed class ServiceTerminatedTests
{
    /// <summary>Clients come through a load balancer, which sends nobody more to a node that is not ready.</summary>
    [Fact]
    public async Task Told_to_stop_under_load_it_answers_everybody_and_ends_in_order()
    {
        await using var scene = await Scene.StartAsync(new() { ["Auth__DrainSeconds"] = "5" });
        await using var load = Load.Start(scene.Client, writers: 16);
        await load.RegistersAsync(more: 60);

        var told = Stopwatch.StartNew();
        await scene.Service.TerminateAsync();
        while (load.Ready.Last().Status == 200)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        var noticed = told.Elapsed;
        await load.StopAsync();
        var code = await scene.Service.ExitAsync();
        var ended = told.Elapsed;
        await scene.Service.DisposeAsync();
        await scene.StartServiceAsync();

        var figures = new Figures("SIGTERM under load");
        figures.None("requests cut", [.. load.Answers.Concat(load.Live).Concat(load.Ready).Where(a => a.Status == 0).Select(a => a.ToString())], load.Answers.Count);
        figures.None("errors", [.. load.Answers.Where(a => a.IsError).Select(a => a.ToString())], load.Answers.Count);
        figures.Say("not ready after", noticed.TotalSeconds, " s");
        figures.AtMost("ended after", ended.TotalSeconds, 30, " s");
        figures.AtMost("exit code", code, 0, "");
        await figures.AddAftermathAsync(scene, load);
        figures.Judge();
    }
}
