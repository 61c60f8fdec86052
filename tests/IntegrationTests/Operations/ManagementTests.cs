using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Auth.IntegrationTests.Operations;

/// <summary>The process brings its own database, so one of the two runs is enough.</summary>
[Trait("Database", "Own")]
public sealed class ManagementTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Where_nothing_is_configured_nothing_of_it_is_loaded_and_a_line_still_carries_the_trace_id()
    {
        await using var host = await HostProcess.StartReadyAsync(folder.FullName, Settings());

        var problem = await (await AuthApp.LoginAsync(host.Client, "nobody")).ShouldBeProblemAsync(401, "invalid_credentials");

        (await host.SaysAsync("Login by nobody: invalid_credentials")).ShouldContain($" => TraceId:{problem.Text("traceId")} ");
        (await host.Client.GetAsync("/metrics", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Client.GetAsync("/login", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var loaded = await LoadedAsync(host);
        loaded.ShouldContain("Auth.Infrastructure.dll");
        loaded.ShouldNotContain("OpenTelemetry");
    }

    [Fact]
    public async Task The_port_listens_on_this_machine_alone_and_answers_when_that_of_the_clients_is_full()
    {
        var management = HostProcess.FreeAddress();
        await using var host = await HostProcess.StartReadyAsync(folder.FullName, Settings(("Auth__Management__Port", Port(management)), ("Auth__MostConnections", "1")));
        using var client = new HttpClient { BaseAddress = management };
        using var only = new TcpClient();
        await only.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port, Cancellation);
        await Eventually.BecomesTrueAsync("a full port", () => IsClosedAsync(host.Client));

        (await client.GetAsync("/health/ready", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetStringAsync("/metrics", Cancellation)).ShouldContain("auth_service_ready");
        using var elsewhere = new TcpClient();
        await Should.ThrowAsync<SocketException>(async () => await elsewhere.ConnectAsync("127.0.0.2", management.Port, Cancellation));
    }

    [Theory]
    [InlineData("Auth__Management__Port", "70000", "Auth:Management:Port is wrong. ")]
    [InlineData("Auth__Management__Port", "many", "Auth:Management:Port")]
    [InlineData("Auth__Management__Address", "localhost", "Auth:Management:Address is wrong. It should be an address of this machine")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is wrong. It should be the address of a collector")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT is wrong. ")]
    public async Task A_setting_that_cannot_be_meant_ends_it_with_a_sentence(string setting, string value, string sentence)
    {
        await using var host = HostProcess.Start(folder.FullName, Settings((setting, value)));

        (await host.ExitAsync()).ShouldBe(1);
        host.Errors.ShouldHaveSingleItem().ShouldContain(sentence);
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_ends_it_with_a_sentence()
    {
        using var somebody = new TcpListener(IPAddress.Loopback, 0);
        somebody.Start();
        var port = ((IPEndPoint)somebody.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var host = HostProcess.Start(folder.FullName, Settings(("Auth__Management__Port", port)));

        (await host.ExitAsync()).ShouldBe(1);
        host.Errors.ShouldHaveSingleItem().ShouldStartWith("Auth:Management:Port cannot be opened: ");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Port(Uri address) => address.Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>The files that are part of the process. What .NET knows of modules on Linux is machine code only.</summary>
    private static async Task<string> LoadedAsync(HostProcess host)
    {
        if (OperatingSystem.IsLinux())
            return await File.ReadAllTextAsync($"/proc/{host.Id}/maps", Cancellation);
        using var process = Process.GetProcessById(host.Id);
        return string.Join(' ', process.Modules.Cast<ProcessModule>().Select(m => m.ModuleName));
    }

    private static async Task<bool> IsClosedAsync(HttpClient client)
    {
        try
        {
            using var fresh = new HttpClient { BaseAddress = client.BaseAddress };
            await fresh.GetAsync("/health/live");
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private Dictionary<string, string?> Settings(params ReadOnlySpan<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["Auth__DataDirectory"] = Path.Combine(folder.FullName, "kept"), ["Auth__Passwords__Cost"] = "4" };
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }
}
