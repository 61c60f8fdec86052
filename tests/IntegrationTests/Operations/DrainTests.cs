using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Auth.IntegrationTests.Operations;

/// <summary>The process brings its own database, so one of the two runs is enough.</summary>
[Trait("Database", "Own")]
public sealed class DrainTests : IDisposable
{
    private const int Clients = 8;
    private static readonly byte[] Live = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Told_to_stop_it_is_not_ready_at_once_and_serves_on_and_no_connection_is_cut()
    {
        await using var host = await HostProcess.StartReadyAsync(folder.FullName, new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Auth__DataDirectory"] = Path.Combine(folder.FullName, "kept"),
            ["Auth__DrainSeconds"] = "4",
        });
        using var balancerHasNoticed = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => AskAsync(host.Client.BaseAddress!, balancerHasNoticed.Token)).ToArray();

        await host.TerminateAsync();
        while ((await host.Client.GetAsync("/health/ready", Cancellation)).StatusCode != HttpStatusCode.ServiceUnavailable)
        {
        }

        var answer = await host.Client.GetAsync("/health/live", Cancellation);
        await balancerHasNoticed.CancelAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.ConnectionClose.ShouldBe(true);
        foreach (var answered in await Task.WhenAll(clients))
            answered.ShouldBeGreaterThan(0);
        (await host.ExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_service_that_never_got_ready_ends_at_once()
    {
        await using var host = HostProcess.Start(folder.FullName, new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Auth__DataDirectory"] = Path.Combine(folder.FullName, "kept"),
            ["Auth__DrainSeconds"] = "300",
            ["ConnectionStrings__Auth"] = "Server=127.0.0.1;Port=1;Database=auth;User ID=auth",
        });
        await host.SaysAsync("The database cannot be used");
        await host.SaysAsync("Now listening");

        (await host.StopAsync()).ShouldBe(0);

        host.Output.ShouldNotContain(line => line.Contains("Ready.", StringComparison.Ordinal));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Until it is sent no more, and then to the answer that ends the connection. By sockets, since a client for HTTP hides a cut connection by asking again. Throws where one is cut.
    /// </summary>
    private static async Task<int> AskAsync(Uri host, CancellationToken noMore)
    {
        var answered = 0;
        while (!noMore.IsCancellationRequested)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host.Host, host.Port, Cancellation);
            for (var isOpen = true; isOpen; answered++)
            {
                await socket.SendAsync(Live, Cancellation);
                var answer = await ReadAsync(socket);
                answer.ShouldStartWith("HTTP/1.1 200");
                isOpen = !answer.Contains("Connection: close", StringComparison.OrdinalIgnoreCase);
            }
        }

        return answered;
    }

    /// <summary>To the end of the body, which is this short one.</summary>
    private static async Task<string> ReadAsync(Socket socket)
    {
        var answer = "";
        var buffer = new byte[4096];
        while (!answer.Contains("\"live\"}", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, Cancellation);
            answer += read > 0 ? Encoding.ASCII.GetString(buffer, 0, read) : throw new EndOfStreamException($"Cut after '{answer}'.");
        }

        return answer;
    }
}
