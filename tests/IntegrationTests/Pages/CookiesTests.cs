using Microsoft.Net.Http.Headers;
using SetCookie = Microsoft.Net.Http.Headers.SetCookieHeaderValue;

namespace Auth.IntegrationTests.Pages;

/// <summary>How the cookies of the pages are kept from scripts, from other sites and from whoever stands between.</summary>
public sealed class CookiesTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task Over_http_they_are_for_this_site_and_no_script()
    {
        var cookies = await CookiesOfALoginAsync(App.Client.BaseAddress!);

        cookies.Select(c => (c.Name.Value, c.Path.Value)).ShouldBe(
            [("auth-csrf", "/"), ("auth-access", "/"), ("auth-refresh", "/session"), ("auth-device", "/"), ("auth-theme", "/"), ("auth-lang", "/"), ("auth-notice", "/")], ignoreOrder: true);
        cookies.ShouldAllBe(c => !c.Secure);
        ShouldBeKept(cookies);
    }

    [Fact]
    public async Task Over_https_they_are_secure_and_bound_to_the_host_by_their_names()
    {
        await using var host = App.NewHost(("Auth:Issuer", "https://auth.example.com"));

        var cookies = await CookiesOfALoginAsync((await host.StartAsync()).BaseAddress!);

        cookies.Select(c => (c.Name.Value, c.Path.Value)).ShouldBe(
            [
                ("__Host-auth-csrf", "/"), ("__Host-auth-access", "/"), ("__Secure-auth-refresh", "/session"), ("__Host-auth-device", "/"), ("__Host-auth-theme", "/"),
                ("__Host-auth-lang", "/"), ("__Host-auth-notice", "/"),
            ],
            ignoreOrder: true);
        cookies.ShouldAllBe(c => c.Secure);
        ShouldBeKept(cookies);
    }

    [Fact]
    public async Task Logging_out_takes_the_cookies_of_the_session_away_under_the_names_and_paths_they_have()
    {
        await using var host = App.NewHost(("Auth:Issuer", "https://auth.example.com"));
        var address = (await host.StartAsync()).BaseAddress!;
        using var browser = new Secured(address);
        await browser.LogInAsync((await App.NewMemberAsync()).Username);

        var left = Cookies(await browser.SubmitAsync(await browser.GetAsync("/"), "form[action='/session/log-out']"));

        left.Where(c => c.Expires < DateTimeOffset.UnixEpoch.AddDays(1)).Select(c => (c.Name.Value, c.Path.Value, c.Secure)).ShouldBe(
            [("__Host-auth-access", "/", true), ("__Secure-auth-refresh", "/session", true)], ignoreOrder: true);
    }

    [Fact]
    public async Task The_cookies_of_plain_http_count_for_nothing_where_people_come_by_https()
    {
        var member = await App.NewMemberAsync();
        await using var host = App.NewHost(("Auth:Issuer", "https://auth.example.com"));
        using var browser = new PageClient((await host.StartAsync()).BaseAddress!);
        browser.Cookies.Add(App.Client.BaseAddress!, new System.Net.Cookie("auth-access", member.AccessToken, "/"));

        (await browser.GetAsync("/setup")).ShouldLeadTo("/login?next=%2Fsetup");
    }

    /// <summary>The cookies that a browser is given on its way through a login, a choice of theme and language, and a log-out.</summary>
    private async Task<List<SetCookie>> CookiesOfALoginAsync(Uri address)
    {
        using var browser = new Secured(address);
        await browser.LogInAsync((await App.NewMemberAsync()).Username);
        var home = await browser.GetAsync("/?lang=ko");
        await browser.SubmitAsync(home, "form[action='/theme'] button[value=dark]");
        await browser.SubmitAsync(home, "form[action='/session/log-out']");
        return [.. browser.Given.Where(c => c.Value.Length > 0).DistinctBy(c => c.Name)];
    }

    private static void ShouldBeKept(List<SetCookie> cookies)
    {
        cookies.ShouldAllBe(c => c.HttpOnly && c.SameSite == SameSiteMode.Lax && c.Domain.Value == null);
        double? Days(string name) => cookies.Single(c => c.Name.Value!.EndsWith(name, StringComparison.Ordinal)).MaxAge?.TotalDays;
        (Days("access"), Days("refresh"), Days("lang"), Days("theme"), Days("csrf")).ShouldBe((14, 14, 365, 365, null));
    }

    private static List<SetCookie> Cookies(PageView page) =>
        page.Response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. SetCookie.ParseList([.. cookies])] : [];

    /// <summary>A browser that takes the service's word for https and sends secure cookies.</summary>
    private sealed class Secured(Uri address) : IDisposable
    {
        private readonly Dictionary<string, string> jar = [];

        public List<SetCookie> Given { get; } = [];

        public async Task LogInAsync(string username) =>
            (await SubmitAsync(await GetAsync("/login"), "main form", ("username", username), ("password", AuthApp.Password))).ShouldLeadTo("/account");

        public Task<PageView> GetAsync(string page) => UseAsync(browser => browser.GetAsync(page));

        public Task<PageView> SubmitAsync(PageView page, string selector, params (string, string?)[] typed) => UseAsync(browser => browser.SubmitAsync(page, selector, typed));

        public void Dispose() => jar.Clear();

        private async Task<PageView> UseAsync(Func<PageClient, Task<PageView>> use)
        {
            using var browser = new PageClient(address);
            foreach (var (name, value) in jar)
                browser.Cookies.Add(address, new System.Net.Cookie(name, value, "/"));
            var page = await use(browser);
            foreach (var cookie in Cookies(page))
            {
                Given.Add(cookie);
                jar[cookie.Name.Value!] = cookie.Value.Value!;
                if (cookie.Value.Length == 0)
                    jar.Remove(cookie.Name.Value!);
            }

            return page;
        }
    }
}
