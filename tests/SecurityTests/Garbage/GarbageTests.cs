using System.Diagnostics;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Edge;
using Auth.IntegrationTests.Pages;
using CsCheck;

namespace Auth.SecurityTests.Garbage;

/// <summary>
/// Garbage at every call and page of the routing table, with nobody's, a member's and an administrator's credentials. Whatever comes: never a failure, never slow, never a
/// leak. A failing run prints the seed; <c>CsCheck_Seed</c> in the environment repeats it.
/// </summary>
public sealed class GarbageTests(AuthApp app) : AuthTest(app)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("Development", 40)]
    [InlineData("Production", 20)]
    public async Task Garbage_at_any_endpoint_is_refused_in_order(string environment, int each)
    {
        var settings = new Dictionary<string, string>(App.Settings)
        {
            ["Auth:Passwords:Cost"] = environment == "Production" ? "10" : "4",
            ["Auth:Throttling:FailuresPerAccount"] = "1000", // Or nothing would come far.
            ["Auth:Throttling:FailuresPerNetwork"] = "1000000",
        };
        await using var host = new AuthHost(settings, App.Clock, environment);
        using var client = await host.StartAsync();
        var targets = Targets.Of(host);
        targets.Count.ShouldBeGreaterThan(50);
        List<string> failures = [];
        var credentials = await CredentialsAsync();
        foreach (var target in targets)
        {
            if (!await AreGoodAsync(credentials))
                credentials = await CredentialsAsync();
            try
            {
                await Generator.For(target, credentials.Length).SampleAsync(garbage => SendAsync(client, garbage, credentials[garbage.Caller]), iter: each, threads: 2);
            }
            catch (CsCheckException e)
            {
                failures.Add($"{e.Message} {e.InnerException?.Message}");
            }
        }

        failures.AddRange(host.Logs.Lines.Where(line => line.StartsWith("Error ", StringComparison.Ordinal) || line.StartsWith("Critical ", StringComparison.Ordinal)));
        failures.ShouldBeEmpty();
        await (await client.CallAsync("GET /health/ready")).ShouldBeAsync(200);
    }

    /// <summary>Each was answered with 500 once.</summary>
    [Theory]
    [InlineData("GET /account", "multipart/form-data", "x")]
    [InlineData("GET /admin/users", "multipart/form-data", "x")]
    [InlineData("get /admin/audit", "multipart/form-data; boundary=x", "--x")]
    [InlineData("POST /login", "application/x-www-form-urlencoded", "[k")]
    [InlineData("POST /account", "application/x-www-form-urlencoded", "a[[=1&name=x")]
    [InlineData("GET /login", "application/x-www-form-urlencoded", "[[[")]
    public async Task A_form_that_is_none_is_no_failure(string request, string contentType, string body)
    {
        foreach (var credentials in await CredentialsAsync())
        {
            var answer = await RawHttp.SendAsync(
                App.Client, $"{request} HTTP/1.1", [.. credentials, "Accept: text/html", $"Content-Type: {contentType}", $"Content-Length: {body.Length}"], System.Text.Encoding.ASCII.GetBytes(body));
            answer.Status.ShouldBeLessThan(500);
        }
    }

    private static async Task SendAsync(HttpClient client, GarbageRequest garbage, string[] credentials)
    {
        var watch = Stopwatch.StartNew();
        var answer = await RawHttp.SendAsync(client, garbage.RequestLine, garbage.HeadersWith(credentials), garbage.Body);
        watch.Elapsed.ShouldBeLessThan(Patience);
        Verdict.On(garbage, answer).ShouldBeNull();
    }

    /// <summary>Some garbage logs its sender out.</summary>
    private async Task<bool> AreGoodAsync(string[][] credentials)
    {
        foreach (var one in credentials.Skip(1))
        {
            if ((await RawHttp.SendAsync(App.Client, "GET /api/v1/users/me HTTP/1.1", one)).Status != 200)
                return false;
        }

        return true;
    }

    /// <summary>Nobody's, a member's token and cookies, an administrator's token and cookies.</summary>
    private async Task<string[][]> CredentialsAsync()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        var administrator = await App.NewAdministratorAsync();
        return [[], Bearer(member), await CookiesAsync(member), Bearer(administrator), await CookiesAsync(administrator)];
    }

    private static string[] Bearer(Member member) => [$"Authorization: Bearer {member.AccessToken}"];

    /// <summary>With the antiforgery token in the header, where pages and calls alike take it, so that forms come as far as their handlers.</summary>
    private async Task<string[]> CookiesAsync(Member member)
    {
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var csrf = (await browser.GetAsync("/account")).ValueOf("csrf")!;
        var cookies = browser.Cookies.GetAllCookies().Select(c => $"{c.Name}={c.Value}");
        return [$"Cookie: {string.Join("; ", cookies)}", $"X-CSRF-Token: {csrf}"];
    }
}
