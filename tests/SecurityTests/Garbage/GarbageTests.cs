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
    private const int Callers = 5;
    private const int EachTarget = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Garbage_at_any_endpoint_is_refused_in_order(string environment)
    {
        var settings = new Dictionary<string, string>(App.Settings) { ["Auth:Passwords:Cost"] = environment == "Production" ? "10" : "4" };
        await using var host = new AuthHost(settings, App.Clock, environment);
        using var client = await host.StartAsync();
        var targets = Targets.Of(host);
        targets.Count.ShouldBeGreaterThan(50);
        foreach (var target in targets)
        {
            await App.ResetAsync(); // Also the counts of wrong passwords, or nothing would come far.
            var credentials = await CredentialsAsync();
            await Generator.For(target, Callers).SampleAsync(
                async garbage =>
                {
                    var watch = Stopwatch.StartNew();
                    var answer = await RawHttp.SendAsync(client, garbage.RequestLine, garbage.HeadersWith(credentials[garbage.Caller]), garbage.Body);
                    watch.Elapsed.ShouldBeLessThan(Patience);
                    Verdict.On(garbage, answer).ShouldBeNull();
                },
                iter: EachTarget, threads: 2);
        }

        host.Logs.Lines.ShouldNotContain(line => line.StartsWith("Error ", StringComparison.Ordinal) || line.StartsWith("Critical ", StringComparison.Ordinal));
        (await client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
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
