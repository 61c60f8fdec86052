using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Auth.IntegrationTests.Operations;

/// <summary>The process brings its own database, so one of the two runs is enough.</summary>
[Trait("Database", "Own")]
public sealed class ListenWhenReadyTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");

    private Dictionary<string, string?> Settings => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Auth__EmbeddedDatabase"] = "true",
        ["Auth__DataDirectory"] = Path.Combine(folder.FullName, "kept"),
        ["Auth__MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["Auth__ListenWhenReady"] = "true",
    };

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task While_the_database_is_away_connections_are_refused_and_an_order_to_stop_ends_it()
    {
        var settings = Settings;
        settings["ConnectionStrings__Auth"] = "Server=127.0.0.1;Port=1;Database=auth;User ID=auth";
        var management = HostProcess.FreeAddress();
        settings["Auth__Management__Port"] = management.Port.ToString(CultureInfo.InvariantCulture);
        await using var host = HostProcess.Start(folder.FullName, settings);
        await host.SaysAsync("The database cannot be used");

        var refused = await Should.ThrowAsync<HttpRequestException>(() => host.Client.GetAsync("/health/live", TestContext.Current.CancellationToken));
        using var watcher = new HttpClient { BaseAddress = management };
        (await watcher.GetAsync("/health/live", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        (await watcher.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ShouldMatch("(?m)^auth_service_ready\\S* 0$");
        var code = await host.StopAsync();

        refused.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        host.Errors.ShouldBeEmpty();
        code.ShouldBe(0);
    }

    [Fact]
    public async Task When_it_is_ready_it_serves_and_when_it_never_can_it_ends_with_a_sentence()
    {
        await using (var host = await HostProcess.StartReadyAsync(folder.FullName, Settings))
        {
            (await host.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            (await host.StopAsync()).ShouldBe(0);
        }

        await using var withAnotherKey = HostProcess.Start(folder.FullName, Settings);

        (await withAnotherKey.ExitAsync()).ShouldBe(1);
        withAnotherKey.Errors.ShouldHaveSingleItem().ShouldContain("Auth:MasterKey");
        withAnotherKey.Output.ShouldNotContain(line => line.Contains("Now listening", StringComparison.Ordinal));
    }
}
