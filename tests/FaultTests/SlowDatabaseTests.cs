using Auth.FaultTests.Harness;

namespace Auth.FaultTests;

public sealed class SlowDatabaseTests
{
    private static readonly TimeSpan APacket = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task With_sixty_milliseconds_a_packet_to_the_database_everybody_is_served_in_time()
    {
        await using var scene = await Scene.StartAsync(relayed: true);
        await using var load = Load.Start(scene.Client);
        await load.RegistersAsync(more: 30);
        scene.Relay.Delay = APacket;
        var began = load.Now;
        await Task.Delay(Slow, TestContext.Current.CancellationToken);
        await load.StopAsync();

        var slow = load.Answers.Where(a => a.At - a.Took > began).ToList();
        var took = slow.Select(a => a.Took.TotalSeconds).Order().ToList();
        var figures = new Figures($"slow database, {APacket.TotalMilliseconds} ms a packet in each direction");
        figures.AtMost("p95", took[(int)(0.95 * took.Count)], 4, " s");
        figures.Say("p50", took[took.Count / 2], " s");
        figures.None("errors but 503", [.. slow.Where(a => a is { IsError: true, IsPutOff: false }).Select(a => a.ToString())], slow.Count);
        figures.Say("answers of 503", slow.Count(a => a.IsPutOff), "");
        await figures.AddAftermathAsync(scene, load);
        figures.AddProbes(load);
        figures.Judge();
    }
}
