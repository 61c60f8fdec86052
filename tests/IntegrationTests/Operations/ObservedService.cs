using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Auth.IntegrationTests.Operations;

/// <summary>A service as an operator runs it, on MariaDB, with all that it tells of itself going somewhere; after a little of everything that it does.</summary>
public sealed class ObservedService(AuthApp app) : IAsyncLifetime
{
    /// <summary>What no metric and no span may hold: what people are called, type and search for, and what the operator keeps.</summary>
    internal const string Mark = "zqobserved";
    internal const string CallersAddress = "127.0.0.7";
    internal const string AdministratorsPassword = $"{Mark} quiet administrator";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");

    internal HostProcess Host { get; private set; } = null!;

    internal Collector Collector { get; } = new();

    internal HttpClient Management { get; } = new() { BaseAddress = HostProcess.FreeAddress() };

    /// <summary>Somebody who was registered, seen and withdrawn.</summary>
    internal string MemberId { get; private set; } = "";

    /// <summary>The trace id that somebody was told who gave a wrong password.</summary>
    internal string RefusedTraceId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Host = await HostProcess.StartReadyAsync(folder.FullName, new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Auth__DataDirectory"] = Path.Combine(folder.FullName, "kept"),
            ["ConnectionStrings__Auth"] = await app.NewDatabaseAsync(),
            ["Auth__Bootstrap__Username"] = $"{Mark}admin",
            ["Auth__Bootstrap__Password"] = AdministratorsPassword,
            ["Auth__Management__Port"] = Management.BaseAddress!.Port.ToString(CultureInfo.InvariantCulture),
            ["Auth__Passwords__Cost"] = "10",
            ["Auth__Passwords__Workers"] = "1",
            ["Auth__Passwords__QueueLength"] = "8",
            ["Auth__Sessions__RefreshLeewaySeconds"] = "0",
            ["Auth__Throttling__FailuresPerAccount"] = "2",
            ["Logging__Console__FormatterName"] = "json",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        });
        await (await Management.GetAsync("/health/ready")).ShouldBeAsync(200);
        await LiveAsync();
        await AdministerAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => AuthApp.LoginAsync(Host.Client, $"{Mark}nobody{i}")));
        await Eventually.BecomesTrueAsync("what the database tells", async () => (await ScrapeAsync()).Any(s => s.Name == "auth_session_live"));
        await Eventually.BecomesTrueAsync("the last spans", () => Task.FromResult(Collector.Of("/v1/traces").Contains("WithdrawUser", StringComparison.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Collector.DisposeAsync();
        Management.Dispose();
        folder.Delete(recursive: true);
    }

    internal async Task<IReadOnlyList<Series>> ScrapeAsync() => Exposition.Parse(await Management.GetStringAsync("/metrics"));

    /// <summary>The lines of the log, which are JSON.</summary>
    internal IEnumerable<JsonElement> Lines() => Host.Output.Select(line => JsonDocument.Parse(line).RootElement);

    private async Task LiveAsync()
    {
        // At once, so that the index refuses all but one, with the name and the address in the driver's message.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RegisterAsync("member")));
        var tokens = await LogInAsync($"{Mark}member", AuthApp.Password);
        await (await RefreshAsync(tokens)).ShouldBeAsync(200);
        await (await RefreshAsync(tokens)).ShouldBeProblemAsync(401, "refresh_token_reused");
        for (var guess = 0; guess < 2; guess++)
            RefusedTraceId = (await (await AuthApp.LoginAsync(Host.Client, $"{Mark}member", $"{Mark} wrong guess")).ShouldBeProblemAsync(401, "invalid_credentials")).Text("traceId")!;
        await (await AuthApp.LoginAsync(Host.Client, $"{Mark}member", $"{Mark} wrong guess")).ShouldBeProblemAsync(429, "too_many_attempts");

        await (await RegisterAsync("leaver")).ShouldBeAsync(201);
        await CallAsync("DELETE /api/v1/users/me", await LogInAsync($"{Mark}leaver", AuthApp.Password), new { currentPassword = AuthApp.Password });
        foreach (var address in new[] { "GET /login", $"GET /{Mark}", "GET /api/v1/users/me" })
            await Host.Client.CallAsync(address);
    }

    private async Task AdministerAsync()
    {
        var administrator = await LogInAsync($"{Mark}admin", AdministratorsPassword);
        var found = await CallAsync($"GET /api/v1/users?search={Mark}member", administrator);
        MemberId = found.GetProperty("items")[0].Text("id")!;
        await CallAsync($"GET /api/v1/users/{MemberId}", administrator);
        await CallAsync($"DELETE /api/v1/users/{MemberId}", administrator);
    }

    private Task<HttpResponseMessage> RegisterAsync(string who)
    {
        var body = app.FullRegistration($"{Mark}{who}");
        body["name"] = body["nickname"] = $"{Mark}name";
        return Host.Client.PostAsJsonAsync("/api/v1/auth/register", body);
    }

    private async Task<JsonElement> LogInAsync(string username, string password) => await (await AuthApp.LoginAsync(Host.Client, username, password)).ShouldBeAsync(200);

    private Task<HttpResponseMessage> RefreshAsync(JsonElement tokens) => Host.Client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = tokens.Text("refreshToken") });

    private async Task<JsonElement> CallAsync(string call, JsonElement tokens, object? body = null)
    {
        using var client = app.ClientFrom(CallersAddress, $"{Mark}-device/1.0");
        client.BaseAddress = Host.Client.BaseAddress;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        var response = await client.CallAsync(call, body);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.TextAsync());
        return response.StatusCode == System.Net.HttpStatusCode.NoContent ? default : await response.ShouldBeAsync(200);
    }
}
