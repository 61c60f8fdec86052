using System.Diagnostics;
using System.Net.Http.Json;
using Auth.FaultTests.Harness;
using Auth.IntegrationTests;

namespace Auth.FaultTests;

public sealed class DatabaseLateTests
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_service_that_starts_before_its_database_is_ready_soon_after_that_comes()
    {
        await using var scene = await Scene.PrepareAsync();
        await scene.Server.StopAsync(kill: false);
        scene.BeginService();
        await scene.Service.SaysAsync("The database cannot be used");
        await Task.Delay(Late, TestContext.Current.CancellationToken);
        (await scene.Client.CallAsync("GET /health/live")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await scene.Client.CallAsync("GET /health/ready")).StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);

        await scene.Server.StartAsync();
        var waited = Stopwatch.StartNew();
        while (!(await scene.Client.CallAsync("GET /health/ready")).IsSuccessStatusCode)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        var ready = waited.Elapsed;
        await (await scene.Client.PostAsJsonAsync("/api/v1/auth/register", Load.Registration("newcomer"), TestContext.Current.CancellationToken)).ShouldBeAsync(201);

        var figures = new Figures("database not there yet at the start");
        figures.AtMost("ready after its coming", ready.TotalSeconds, 10, " s");
        figures.Judge();
    }
}
