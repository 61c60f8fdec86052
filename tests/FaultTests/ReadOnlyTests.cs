using Auth.FaultTests.Harness;

namespace Auth.FaultTests;

public sealed class ReadOnlyTests
{
    private static readonly TimeSpan ReadOnly = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_database_that_is_read_only_for_ten_seconds_is_answered_503_and_never_500()
    {
        await using var scene = await Scene.StartAsync();
        await using var load = Load.Start(scene.Client);
        await load.RegistersAsync(more: 30);
        var began = load.Now;
        await scene.ExecuteAsync("SET GLOBAL read_only = 1");
        await Task.Delay(ReadOnly, TestContext.Current.CancellationToken);
        await scene.ExecuteAsync("SET GLOBAL read_only = 0");
        var returned = load.Now;
        await load.RegistersAsync(more: 30);
        await load.StopAsync();

        var errors = load.Answers.Where(a => a.IsError).ToList();
        errors.ShouldNotBeEmpty("the fault was not felt");
        var figures = new Figures($"database read-only for {ReadOnly.TotalSeconds} s");
        await figures.AddAftermathAsync(scene, load);
        figures.None("errors but 503", [.. errors.Where(a => !a.IsPutOff).Select(a => a.ToString())], errors.Count);
        figures.None("registered meanwhile", [.. load.Registered.Where(r => r.At > began + TimeSpan.FromSeconds(1) && r.At < returned - TimeSpan.FromSeconds(1)).Select(r => r.Username)], load.Registered.Count);
        figures.AtMost("first registration afterwards", load.Registered.Where(r => r.At > returned).Min(r => r.At - returned).TotalSeconds, 5, " s");
        figures.AddProbes(load);
        figures.Judge();
    }
}
