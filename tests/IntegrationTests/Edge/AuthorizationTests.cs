using System.Net.Http.Headers;

namespace Auth.IntegrationTests.Edge;

/// <summary>Every call of the host is decided here on who may make it: a new one fails until it stands in one of the three lists. The pages have lists of their own.</summary>
public sealed class AuthorizationTests(AuthApp app) : AuthTest(app)
{
    internal static readonly string[] Anyone =
    [
        "POST /api/v1/auth/register",
        "POST /api/v1/auth/login",
        "POST /api/v1/auth/refresh",
        "POST /api/v1/auth/logout",
        "GET /.well-known/jwks.json",
        "GET /.well-known/security.txt",
        "GET /health/live",
        "GET /health/ready",
        "GET /openapi/v1.json",
        "GET /docs/{documentName?}",
        "GET /docs/scalar.js",
        "GET /docs/scalar.aspnetcore.js",
        "GET /docs/favicon.svg",
    ];

    internal static readonly string[] SignedIn =
    [
        "GET /api/v1/users/me",
        "PATCH /api/v1/users/me",
        "PUT /api/v1/users/me/password",
        "DELETE /api/v1/users/me",
        "GET /api/v1/users/me/sessions",
        "DELETE /api/v1/users/me/sessions",
        "DELETE /api/v1/users/me/sessions/{id}",
        "POST /api/v1/setup/administrator",
        "POST /api/v1/auth/reauthenticate",
    ];

    internal static readonly string[] Administrators =
    [
        "GET /api/v1/users",
        "GET /api/v1/users/{id}",
        "PATCH /api/v1/users/{id}",
        "DELETE /api/v1/users/{id}",
        "GET /api/v1/users/{id}/sessions",
        "DELETE /api/v1/users/{id}/sessions",
        "GET /api/v1/audit-events",
        "GET /api/v1/audit-events/verification",
    ];

    [Fact]
    public void Every_route_is_decided() =>
        Calls.Of(App.Host).Select(c => c.Name).ShouldBe([.. Anyone, .. SignedIn, .. Administrators], ignoreOrder: true);

    [Fact]
    public async Task Without_a_token_only_what_is_open_to_anyone_answers()
    {
        foreach (var call in Calls.Of(App.Host))
        {
            using var response = await App.Client.SendAsync(call);
            if (Anyone.Contains(call.Name))
            {
                (await response.TextAsync()).ShouldNotContain("token_missing", customMessage: call.Name);
                continue;
            }

            await response.ShouldBeRefusalAsync(401, "token_missing", call.Name);
            response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"auth\"", call.Name);
        }
    }

    [Fact]
    public async Task With_a_token_that_is_none_only_what_is_open_to_anyone_answers()
    {
        using var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Answers.Canary);
        foreach (var call in Calls.Of(App.Host).Where(c => !Anyone.Contains(c.Name)))
        {
            using var response = await client.SendAsync(call);
            await response.ShouldBeRefusalAsync(401, "token_invalid", call.Name);
            response.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer realm=\"auth\", error=\"invalid_token\"", customMessage: call.Name);
        }
    }

    [Fact]
    public async Task The_token_of_an_ended_session_opens_nothing()
    {
        var member = await App.NewMemberAsync();
        await (await member.Client.SendAsync("POST", "/api/v1/auth/logout")).ShouldBeAsync(204);
        foreach (var call in Calls.Of(App.Host).Where(c => !Anyone.Contains(c.Name)))
        {
            using var response = await member.Client.SendAsync(call);
            await response.ShouldBeRefusalAsync(401, "token_invalid", call.Name);
        }
    }

    [Fact]
    public async Task A_member_is_kept_from_the_administrators_calls_and_from_no_other()
    {
        var member = await App.NewMemberAsync();
        foreach (var call in Calls.Of(App.Host).Where(c => !Anyone.Contains(c.Name)))
        {
            using var response = await member.Client.SendAsync(call);
            if (Administrators.Contains(call.Name))
                await response.ShouldBeRefusalAsync(403, "forbidden", call.Name);
            else
                (await response.TextAsync()).ShouldNotContain("\"forbidden\"", customMessage: call.Name);
        }
    }

    [Fact]
    public async Task An_administrator_is_kept_from_nothing()
    {
        var administrator = await App.NewAdministratorAsync();
        foreach (var call in Calls.Of(App.Host).Where(c => !Anyone.Contains(c.Name)))
        {
            using var response = await administrator.Client.SendAsync(call);
            ((int)response.StatusCode).ShouldNotBeOneOf(401, 403, 405, 500);
        }
    }

    [Fact]
    public async Task A_method_that_a_path_does_not_take_is_refused_to_anyone()
    {
        string[] methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];
        foreach (var calls in Calls.Of(App.Host).GroupBy(c => c.Route))
        {
            foreach (var method in methods.Except(calls.Select(c => c.Method)))
            {
                var answer = await RawHttp.SendAsync(App.Client, $"{method} {calls.First().Path} HTTP/1.1");
                answer.Status.ShouldBe(405, $"{method} {calls.Key}");
                answer.Head.ShouldContain("Allow: ", Case.Sensitive, $"{method} {calls.Key}");
                if (method != "HEAD")
                    Answers.ShouldBeCleanProblem(answer.Body, $"{method} {calls.Key}").ShouldBe("method_not_allowed");
            }
        }
    }

    [Theory]
    [InlineData("/index.html")]
    [InlineData("/assets/site.css")]
    [InlineData("/.well-known/security.txt")]
    [InlineData("/api")]
    [InlineData("/api/v1/zq7canary")]
    [InlineData("/api/v2/users/me")]
    [InlineData("/health")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/openapi/zq7canary.json")]
    [InlineData("/appsettings.json")]
    [InlineData("/favicon.ico")]
    public async Task An_unknown_path_is_not_found_for_anyone(string path)
    {
        foreach (var method in new[] { "GET", "POST", "DELETE" })
        {
            using var response = await App.Client.SendAsync(method, path, method == "POST" ? "{}"u8.ToArray() : null);
            if ((int)response.StatusCode != 405)
                await response.ShouldBeRefusalAsync(404, "not_found", $"{method} {path}");
        }

        (await App.Client.SendAsync("GET", path)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }
}
