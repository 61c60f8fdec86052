namespace Auth.IntegrationTests.Edge;

public sealed class HeadersTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task Every_answer_of_every_call_forbids_sniffing_and_keeping_and_tells_nothing_of_the_server()
    {
        var administrator = await App.NewAdministratorAsync();
        foreach (var call in Calls.Of(App.Host))
        {
            foreach (var client in new[] { App.Client, administrator.Client })
            {
                using var response = await client.SendAsync(call);
                ShouldBeGuarded(response, call.Name, mayBeKept: call.Route == "/.well-known/jwks.json" || call.Route.StartsWith("/docs/", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("POST", "/api/v1/auth/login", "{", "application/json", 400)]
    [InlineData("POST", "/api/v1/auth/login", "{}", "application/json", 400)]
    [InlineData("POST", "/api/v1/auth/login", "{}", "text/plain", 415)]
    [InlineData("POST", "/api/v1/auth/refresh", "{\"refreshToken\":\"x\"}", "application/json", 401)]
    [InlineData("PUT", "/api/v1/auth/login", "{}", "application/json", 405)]
    [InlineData("POST", "/zq7canary", "{}", "application/json", 404)]
    public async Task So_does_every_refusal(string method, string path, string body, string contentType, int status)
    {
        using var response = await App.Client.SendAsync(method, path, System.Text.Encoding.UTF8.GetBytes(body), contentType);

        ((int)response.StatusCode).ShouldBe(status);
        ShouldBeGuarded(response, path);
        response.Headers.Contains("WWW-Authenticate").ShouldBe(status == 401);
    }

    [Fact]
    public async Task A_network_past_its_share_is_told_when_to_come_back()
    {
        var settings = new Dictionary<string, string>(App.Settings) { ["Auth:Throttling:AnonymousRequestsPerMinute"] = "2" };
        await using var host = new AuthHost(settings, App.Clock);
        using var client = await host.StartAsync();

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 10; i++)
            answers.Add(await client.SendAsync("POST", "/api/v1/auth/login", "{}"u8.ToArray()));

        var refused = answers[^1];
        await refused.ShouldBeRefusalAsync(429, "too_many_requests", "tenth login within a minute");
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        ShouldBeGuarded(refused, "429");
    }

    [Fact]
    public async Task A_user_past_their_share_is_told_when_to_come_back_and_others_are_not_concerned()
    {
        await using var host = App.NewHost(("Auth:Throttling:SignedInRequestsPerMinute", "3"));
        using var first = await host.StartAsync();
        using var second = host.CreateClient();
        first.DefaultRequestHeaders.Authorization = (await App.NewMemberAsync()).Client.DefaultRequestHeaders.Authorization;
        second.DefaultRequestHeaders.Authorization = (await App.NewMemberAsync()).Client.DefaultRequestHeaders.Authorization;

        for (var i = 0; i < 3; i++)
            await (await first.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        using var refused = await first.CallAsync("GET /api/v1/users/me");

        await refused.ShouldBeRefusalAsync(429, "too_many_requests", "fourth call within a minute");
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        await (await second.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task The_signing_keys_may_be_kept_for_a_while()
    {
        using var response = await App.Client.SendAsync("GET", "/.well-known/jwks.json");

        response.Headers.CacheControl!.Public.ShouldBeTrue();
        response.Headers.CacheControl.MaxAge!.Value.ShouldBeInRange(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
    }

    private static void ShouldBeGuarded(HttpResponseMessage response, string what, bool mayBeKept = false)
    {
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], what);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"], what);
        response.Headers.Contains("Server").ShouldBeFalse(what);
        response.Headers.Contains("X-Powered-By").ShouldBeFalse(what);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse(what);
        response.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse(what);
        if (!mayBeKept)
            response.Headers.CacheControl!.NoStore.ShouldBeTrue(what);
    }
}
