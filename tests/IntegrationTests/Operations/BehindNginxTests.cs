using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Auth.IntegrationTests.Edge;

namespace Auth.IntegrationTests.Operations;

/// <summary>Two real nodes behind the real proxy, set up as <c>deploy/</c> says.</summary>
[Trait("Database", "MariaDb")]
public sealed class BehindNginxTests(BehindNginxTests.Deployment deployment) : IClassFixture<BehindNginxTests.Deployment>
{
    private const string Elsewhere = "127.0.0.77";
    private const int Clients = 8;

    [Fact]
    public async Task A_session_of_one_node_is_one_of_the_other_and_its_owner_is_seen_where_they_are()
    {
        using var client = deployment.Proxy.ClientFrom(Elsewhere);
        foreach (var (header, value) in Forged)
            client.DefaultRequestHeaders.TryAddWithoutValidation(header, value).ShouldBeTrue();

        var tokens = await deployment.SignUpAsync(client);
        for (var i = 0; i < 4; i++)
        {
            tokens = await RenewAsync(client, tokens);
            Authorize(client, tokens);
            var sessions = await (await client.CallAsync("GET /api/v1/users/me/sessions")).ShouldBeAsync(200);
            sessions.EnumerateArray().ShouldHaveSingleItem().Text("address").ShouldBe(Elsewhere);
        }

        // By turns, so that what one node gave the other took.
        foreach (var node in deployment.Nodes)
            deployment.Proxy.AccessLog.ShouldContain(line => line.Contains($" {node.Client.BaseAddress!.Authority} 200 "));
    }

    [Fact]
    public async Task That_people_come_by_https_is_known_whatever_they_say_and_under_another_name_nothing_is_answered()
    {
        using var client = deployment.Proxy.ClientFrom(Elsewhere);
        using var page = Page();
        foreach (var (header, value) in Forged)
            page.Headers.TryAddWithoutValidation(header, value).ShouldBeTrue();
        using var underAnotherName = Page();
        underAnotherName.Headers.Host = "evil.example";

        using var answer = await client.SendAsync(page, Cancellation);
        using var refusal = await client.SendAsync(underAnotherName, Cancellation);

        ((int)answer.StatusCode).ShouldBe(200);
        answer.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie => cookie.StartsWith("__Host-auth-") && cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        answer.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem();
        answer.Content.Headers.ContentEncoding.ShouldBeEmpty();
        ((int)refusal.StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task What_it_refuses_by_itself_never_reaches_a_node()
    {
        using var client = deployment.Proxy.ClientFrom(Elsewhere);
        const string Body = """{"username":"nobody","password":"none"}""";
        var call = $"POST /api/v1/auth/login HTTP/1.1\r\nHost: {Nginx.Name}\r\nContent-Type: application/json\r\nConnection: close\r\n";

        (await deployment.Proxy.SendRawAsync($"{call}Content-Length: {Body.Length}\r\n\r\n{Body}", Cancellation)).ShouldBe(401);
        (await deployment.Proxy.SendRawAsync($"{call}Content-Length: +{Body.Length}\r\n\r\n{Body}", Cancellation)).ShouldBe(400);
        await (await client.SendAsync("POST", "/api/v1/auth/login", new byte[32 * 1024 + 1])).ShouldBeProblemAsync(413, "body_too_large");
        foreach (var path in new[] { "/metrics", "/metrics/", "/%6detrics", "//metrics", "/docs/../metrics" })
            (await deployment.Proxy.SendRawAsync($"GET {path} HTTP/1.1\r\nHost: {Nginx.Name}\r\nConnection: close\r\n\r\n", Cancellation)).ShouldBe(404, path);

        foreach (var (request, status, code) in new[] { ("GET /metrics", 404, "not_found"), ("TRACE /", 405, "method_not_allowed"), ("GET /x\0y", 400, "malformed_request") })
        {
            var (answered, text) = await deployment.Proxy.AskRawAsync($"{request} HTTP/1.1\r\nHost: {Nginx.Name}\r\nConnection: close\r\n\r\n", Cancellation);
            answered.ShouldBe(status, request);
            text.ShouldContain("\r\nContent-Type: application/problem+json\r\n");
            JsonDocument.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..]).RootElement.Text("code").ShouldBe(code, request);
        }

        // It writes a line when the client has its answer already.
        await Eventually.BecomesTrueAsync("a line for each", () => Task.FromResult(Refused().Count == 10));
        Refused().ShouldAllBe(line => line.Contains(" - - "));

        List<string> Refused() => [.. deployment.Proxy.AccessLog.Where(line => Status(line) is "400" or "404" or "405" or "413" && !line.EndsWith("\"/login\"", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Where_no_node_is_to_be_had_it_answers_as_the_service_would()
    {
        await using var alone = await Nginx.StartAsync(HostProcess.FreeAddress(), HostProcess.FreeAddress());
        using var client = alone.ClientFrom(Elsewhere);

        var answer = await client.GetAsync("/api/v1/users/me", Cancellation);

        await answer.ShouldBeProblemAsync(503, "unavailable");
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Its_log_has_neither_queries_nor_addresses()
    {
        using var client = deployment.Proxy.ClientFrom(Elsewhere);
        var before = deployment.Proxy.AccessLog.Count;

        (await client.GetAsync($"/login?next=/{Answers.Canary}", Cancellation)).EnsureSuccessStatusCode();

        await Eventually.BecomesTrueAsync("its line", () => Task.FromResult(
            deployment.Proxy.AccessLog.Skip(before).Any(line => line.EndsWith(" GET \"/login\"", StringComparison.Ordinal) && Status(line) == "200")));
        deployment.Proxy.AccessLog.ShouldNotContain(line => line.Contains(Answers.Canary) || line.Contains(Elsewhere));
    }

    [Fact]
    public async Task A_node_that_is_told_to_stop_and_comes_back_loses_no_request()
    {
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(1, Clients).Select(i => WorkAsync($"127.0.0.{100 + i}", enough.Token)).ToArray();

        (await deployment.Nodes[0].StopAsync()).ShouldBe(0);
        await deployment.StartAgainAsync(0);
        var requests = deployment.Proxy.AccessLog.Count;
        await Eventually.BecomesTrueAsync("its return", () => Task.FromResult(deployment.Proxy.AccessLog.Skip(requests).Any(line => line.Contains($" {deployment.Nodes[0].Client.BaseAddress!.Authority} 200 "))));
        await enough.CancelAsync();

        foreach (var answered in await Task.WhenAll(load))
            answered.ShouldBeGreaterThan(10);
        deployment.Proxy.AccessLog.ShouldNotContain(line => Status(line).StartsWith('5'));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_key_to_the_lines_of_a_request_is_not_a_strangers()
    {
        const string Wanted = "0af7651916cd43dd8448eb211c80319c";
        using var client = deployment.Proxy.ClientFrom(Elsewhere);
        client.DefaultRequestHeaders.Add("traceparent", $"00-{Wanted}-b7ad6b7169203331-01");

        var refused = await (await client.GetAsync("/api/v1/users/me", Cancellation)).ShouldBeProblemAsync(401, "token_missing");

        refused.Text("traceId").ShouldNotBe(Wanted);
    }

    /// <summary>What a client might write to be taken for somebody else, or for somewhere else.</summary>
    private static (string Header, string Value)[] Forged =>
    [
        ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "http"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "for=203.0.113.9;proto=http;host=evil.example"), ("X-Real-IP", "203.0.113.9"),
    ];

    private static string Status(string line) => line.Split(' ')[2];

    private static HttpRequestMessage Page() => new(HttpMethod.Get, "/login") { Headers = { { "Accept", "text/html" }, { "Accept-Encoding", "gzip" } } };

    private static async Task<JsonElement> RenewAsync(HttpClient client, JsonElement tokens) =>
        await (await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = tokens.Text("refreshToken") })).ShouldBeAsync(200);

    private static void Authorize(HttpClient client, JsonElement tokens) => client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));

    /// <summary>What must not be sent twice and what may, by turns, until it is enough; throws where an answer is missing or wrong.</summary>
    private async Task<int> WorkAsync(string address, CancellationToken enough)
    {
        using var client = deployment.Proxy.ClientFrom(address);
        var tokens = await deployment.SignUpAsync(client);
        var answered = 0;
        for (; !enough.IsCancellationRequested; answered += 2)
        {
            tokens = await RenewAsync(client, tokens);
            Authorize(client, tokens);
            await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        }

        return answered;
    }

    /// <summary>Two nodes on one database, and the proxy.</summary>
    public sealed class Deployment(AuthApp app) : IAsyncLifetime
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");
        private readonly Dictionary<string, string?> settings = Deployed.Settings;

        internal HostProcess[] Nodes { get; } = new HostProcess[2];

        internal Nginx Proxy { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            foreach (var (name, value) in app.Settings)
                settings[name.Replace(":", "__", StringComparison.Ordinal)] = value;
            settings["ASPNETCORE_ENVIRONMENT"] = "Development";
            settings["ConnectionStrings__Auth"] = await app.NewDatabaseAsync();
            // Without it https is known from the proxy alone.
            settings.Remove("Auth__Issuer").ShouldBeTrue();
            Nodes[0] = await StartAsync(HostProcess.FreeAddress());
            Nodes[1] = await StartAsync(HostProcess.FreeAddress());
            Proxy = await Nginx.StartAsync(Nodes[0].Client.BaseAddress!, Nodes[1].Client.BaseAddress!);
        }

        internal async Task StartAgainAsync(int node)
        {
            var address = Nodes[node].Client.BaseAddress!;
            await Nodes[node].DisposeAsync();
            Nodes[node] = await StartAsync(address);
        }

        internal async Task<JsonElement> SignUpAsync(HttpClient client)
        {
            var registration = app.Registration();
            await (await client.PostAsJsonAsync("/api/v1/auth/register", registration)).ShouldBeAsync(201);
            return await (await AuthApp.LoginAsync(client, (string)registration["username"]!)).ShouldBeAsync(200);
        }

        public async ValueTask DisposeAsync()
        {
            if (Proxy is not null)
                await Proxy.DisposeAsync();
            foreach (var node in Nodes.OfType<HostProcess>())
                await node.DisposeAsync();
            folder.Delete(recursive: true);
        }

        private async Task<HostProcess> StartAsync(Uri address)
        {
            settings["ASPNETCORE_URLS"] = address.ToString();
            var node = await HostProcess.StartReadyAsync(folder.FullName, settings);
            node.Client.BaseAddress = address;
            return node;
        }
    }
}
