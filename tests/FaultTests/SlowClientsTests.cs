using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Auth.FaultTests.Harness;
using Auth.IntegrationTests;

namespace Auth.FaultTests;

public sealed class SlowClientsTests
{
    private const int Halves = 60;
    private const int Idle = 400;
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Requests_that_never_end_and_idle_connections_slow_nobody_and_are_cut()
    {
        await using var scene = await Scene.StartAsync();
        List<TcpClient> sockets = [];
        try
        {
            var idle = await ConnectAsync(scene, Idle, "", sockets);
            var heads = await ConnectAsync(scene, Halves, "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", sockets);
            var bodies = await ConnectAsync(scene, Halves, "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", sockets);
            var cuts = Task.WhenAll(heads.Concat(bodies).Select(UntilCutAsync));
            List<double> live = [];
            while (!cuts.IsCompleted)
            {
                var asked = Stopwatch.StartNew();
                await (await scene.Client.CallAsync("GET /health/live")).ShouldBeAsync(200);
                live.Add(asked.Elapsed.TotalSeconds);
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            var figures = new Figures($"{Halves} half-sent heads, {Halves} half-sent bodies, {Idle} idle connections");
            idle.Count.ShouldBe(Idle);
            figures.AtMost("slowest live", live.Max(), 1, " s");
            figures.AtMost("last one cut after", (await cuts).Max().TotalSeconds, LongestPatience.TotalSeconds, " s");
            figures.Judge();
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task<List<TcpClient>> ConnectAsync(Scene scene, int count, string beginning, List<TcpClient> sockets)
    {
        List<TcpClient> connected = [];
        for (var i = 0; i < count; i++)
        {
            var socket = new TcpClient();
            sockets.Add(socket);
            connected.Add(socket);
            await socket.ConnectAsync(scene.Client.BaseAddress!.Host, scene.Client.BaseAddress.Port, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning), TestContext.Current.CancellationToken);
        }

        return connected;
    }

    /// <summary>Sends a byte every few seconds, so that the connection is never quiet, until the service ends it.</summary>
    private static async Task<TimeSpan> UntilCutAsync(TcpClient socket)
    {
        var open = Stopwatch.StartNew();
        using var patience = new CancellationTokenSource(LongestPatience * 1.5);
        var answer = new byte[4096];
        var reading = ReadToTheEndAsync();
        try
        {
            while (!reading.IsCompleted)
            {
                await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(2), patience.Token));
                await socket.GetStream().WriteAsync("x"u8.ToArray(), patience.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Cut, or the patience is over; the time tells.
        }

        await reading;
        return open.Elapsed;

        async Task ReadToTheEndAsync()
        {
            try
            {
                while (await socket.GetStream().ReadAsync(answer, patience.Token) > 0)
                {
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The same.
            }
        }
    }
}
