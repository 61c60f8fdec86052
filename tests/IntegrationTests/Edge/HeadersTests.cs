using Auth.IntegrationTests.Pages;

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

    [Fact]
    public async Task Every_page_forbids_what_it_does_not_need()
    {
        using var visitor = new PageClient(App);
        using var member = await PageClient.LoggedInAsync(App, (await App.NewMemberAsync()).Username);
        foreach (var address in Calls.Pages(App.Host).Select(p => p.Replace("{id:uuid}", $"{Guid.NewGuid()}", StringComparison.Ordinal)).Append("/zq7canary"))
        {
            foreach (var browser in new[] { visitor, member })
                ShouldBeGuardedPage((await browser.GetAsync(address)).Response, address);
        }
    }

    [Fact]
    public async Task The_page_of_the_document_runs_the_scripts_of_its_nonce_alone()
    {
        using var first = await App.Client.SendAsync("GET", "/docs/");
        using var second = await App.Client.SendAsync("GET", "/docs/");

        var nonce = Nonce(first);
        Nonce(second).ShouldNotBe(nonce);
        var scripts = (await first.TextAsync()).Split("<script").Skip(1).ToList();
        scripts.Count.ShouldBe(3);
        scripts.ShouldAllBe(script => script.Contains($"nonce=\"{nonce}\"", StringComparison.Ordinal));
        foreach (var address in new[] { "/docs/scalar.js", "/openapi/v1.json" })
            Policy(await App.Client.SendAsync("GET", address)).ShouldBe("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

        static string Nonce(HttpResponseMessage response)
        {
            var nonce = Policy(response).Split('\'')[3]["nonce-".Length..];
            Policy(response).ShouldBe(
                $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
            nonce.Length.ShouldBe(43);
            return nonce;
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/zq7canary")]
    [InlineData("/api/v1/users/me")]
    [InlineData("/health/live")]
    public async Task Where_people_come_by_https_every_answer_asks_for_it_for_a_year(string address)
    {
        await using var host = App.NewHost(("Auth:Issuer", "https://auth.example.com"));
        using var client = await host.StartAsync();

        (await client.SendAsync("GET", address)).Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
        (await App.Client.SendAsync("GET", address)).Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }

    private static string Policy(HttpResponseMessage response) => response.Headers.GetValues("Content-Security-Policy").Single();

    private static void ShouldBeGuardedPage(HttpResponseMessage response, string what)
    {
        Policy(response).ShouldBe(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
            + "frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'",
            what);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"], what);
        if ((int)response.StatusCode is 200 or >= 400)
            response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8", what);
        ShouldBeGuardedAnywhere(response, what);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue(what);
    }

    private static void ShouldBeGuarded(HttpResponseMessage response, string what, bool mayBeKept = false)
    {
        Policy(response).ShouldStartWith("default-src 'none'; ", Case.Sensitive, what);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"], what);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse(what);
        ShouldBeGuardedAnywhere(response, what);
        if (!mayBeKept)
            response.Headers.CacheControl!.NoStore.ShouldBeTrue(what);
    }

    private static void ShouldBeGuardedAnywhere(HttpResponseMessage response, string what)
    {
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], what);
        response.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldBe(["same-origin"], what);
        response.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"], what);
        response.Headers.GetValues("Permissions-Policy").Single().ShouldContain("camera=(), display-capture=(), geolocation=()", Case.Sensitive, what);
        response.Headers.Contains("Server").ShouldBeFalse(what);
        response.Headers.Contains("X-Powered-By").ShouldBeFalse(what);
        response.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse(what);
    }
}
