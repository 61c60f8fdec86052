using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Auth.IntegrationTests.Edge;

/// <summary>That the scan at the end of every run finds what it looks for, in a host that is scanned by itself.</summary>
public sealed partial class LogScanTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task Each_secret_that_a_careless_line_holds_is_found_and_none_before()
    {
        var scan = new LogScan();
        await using var host = new AuthHost(App.Settings, App.Clock, scan: scan);
        using var client = await host.StartAsync();
        await (await client.PostAsJsonAsync("/api/v1/auth/register", App.FullRegistration("zqscanned"), TestContext.Current.CancellationToken)).ShouldBeAsync(201);
        var tokens = await (await AuthApp.LoginAsync(client, "zqscanned")).ShouldBeAsync(200);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        scan.Leaks().ShouldBeEmpty();

        var hash = await App.QueryAsync(db => db.Credentials.Select(c => c.Hash).SingleAsync());
        string[] secrets = [AuthApp.Password, tokens.Text("refreshToken")!, tokens.Text("accessToken")!, hash, App.Settings["Auth:MasterKey"], "zqscanned@example.com"];
        foreach (var secret in secrets)
            Careless(host.Services.GetRequiredService<ILogger<LogScanTests>>(), secret);

        var leaks = scan.Leaks();
        foreach (var secret in secrets)
            leaks.ShouldContain(leak => leak.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhdXRoIn0.c2lnbmF0dXJl")]
    [InlineData("the hash is $2b$12$abcdefghijklmnopqrstuv")]
    [InlineData("Duplicate entry 'alice.kim@mail.example.com' for key")]
    public void What_looks_like_a_secret_is_found_though_nobody_met_it(string line)
    {
        var scan = new LogScan();

        scan.Read(["Login by nobody: ok in 1.0 ms", line]);

        scan.Leaks().ShouldHaveSingleItem().ShouldEndWith(line);
    }

    [LoggerMessage(9000, LogLevel.Information, "Somebody gave {What}.")]
    private static partial void Careless(ILogger log, string what);
}
