using System.Net;
using System.Security.Cryptography;
using Auth.Infrastructure.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Pages;

/// <summary>What acts on somebody's behalf came from a page of this service that was shown to them, in their browser.</summary>
public sealed class AntiforgeryPageTests(AuthApp app) : AuthTest(app)
{
    private const string LogOut = "form[action='/session/log-out']";

    [Fact]
    public async Task A_form_without_a_token_is_shown_again_and_does_nothing()
    {
        var member = await App.NewMemberAsync();
        using var browser = new PageClient(App);
        await browser.GetAsync("/login");

        var shown = await browser.PostAsync("/login", ("username", member.Username), ("password", AuthApp.Password));

        shown.ShouldRefuse(400, "페이지를 연 지 오래되어 저장하지 못했습니다. 다시 눌러 주세요.");
        shown.ValueOf("username").ShouldBe(member.Username);
        shown.ValueOf("password").ShouldBe("");
        ShouldHaveNoSession(browser);
        (await LogInAsync(browser, shown, member)).ShouldLeadTo("/account");
    }

    [Fact]
    public async Task A_token_is_worth_nothing_in_another_browser()
    {
        var member = await App.NewMemberAsync();
        using var attacker = new PageClient(App);
        using var victim = new PageClient(App);
        await victim.GetAsync("/login");

        var shown = await victim.SubmitAsync(await attacker.GetAsync("/login"), "main form", ("username", member.Username), ("password", AuthApp.Password));

        shown.Status.ShouldBe(400);
        ShouldHaveNoSession(victim);
    }

    [Fact]
    public async Task A_token_is_worth_nothing_without_its_cookie()
    {
        using var browser = new PageClient(App);
        var page = await browser.GetAsync("/login");
        using var without = new PageClient(App);

        (await LogInAsync(without, page, await App.NewMemberAsync())).Status.ShouldBe(400);
    }

    [Fact]
    public async Task The_token_of_before_the_login_does_not_serve_after_it()
    {
        using var browser = new PageClient(App);
        var before = await browser.GetAsync("/");
        (await LogInAsync(browser, await browser.GetAsync("/login"), await App.NewMemberAsync())).Status.ShouldBe(303);

        var refused = await browser.SubmitAsync(before, "form[action='/theme'] button[value=dark]");

        refused.Status.ShouldBe(400);
        refused.Heading.ShouldBe("요청을 처리하지 못했습니다");
        browser.Cookies.GetAllCookies().ShouldNotContain(c => c.Name == "auth-theme");
    }

    [Fact]
    public async Task The_token_of_somebody_else_does_not_serve_in_the_same_browser()
    {
        using var browser = new PageClient(App);
        (await LogInAsync(browser, await browser.GetAsync("/login"), await App.NewMemberAsync())).Status.ShouldBe(303);
        var first = await browser.GetAsync("/");
        await browser.SubmitAsync(first, LogOut);
        (await LogInAsync(browser, await browser.GetAsync("/login"), await App.NewMemberAsync())).Status.ShouldBe(303);

        (await browser.SubmitAsync(first, LogOut)).Status.ShouldBe(400);

        (await browser.GetAsync("/")).Document.QuerySelector(LogOut).ShouldNotBeNull("still signed in");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "zq7canary")]
    [InlineData("Origin", "https://example.com")]
    [InlineData("Origin", "http://localhost.example.com")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "zq7canary")]
    public async Task A_form_from_elsewhere_is_refused_and_touches_no_cookie(string header, string value)
    {
        var member = await App.NewMemberAsync();
        using var visitor = new PageClient(App);
        using var signedIn = await PageClient.LoggedInAsync(App, member.Username);
        var login = await visitor.SubmitAsync(
            await visitor.GetAsync("/login"), "main form", [(header, value)], ("username", member.Username), ("password", AuthApp.Password));
        var logOut = await signedIn.SubmitAsync(await signedIn.GetAsync("/"), LogOut, headers: [(header, value)]);
        using var form = new FormUrlEncodedContent([]);
        var renewal = await signedIn.SendAsync(HttpMethod.Post, "/session/renew", form, (header, value));

        foreach (var refused in new[] { login, logOut, renewal })
        {
            refused.Status.ShouldBe(400);
            refused.Heading.ShouldBe("요청을 처리하지 못했습니다");
            refused.Html.ShouldNotContain(member.Username, customMessage: "nothing of what the form holds");
            SetCookies(refused).ShouldNotContain(c => c.Contains("-access=", StringComparison.Ordinal) || c.Contains("-refresh=", StringComparison.Ordinal));
        }

        ShouldHaveNoSession(visitor);
        (await signedIn.GetAsync("/")).Document.QuerySelector(LogOut).ShouldNotBeNull("still signed in");
    }

    [Fact]
    public async Task A_form_from_here_says_so_and_is_taken()
    {
        var origin = App.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        foreach (var headers in new[] { ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "none"), ("Origin", origin) })
        {
            using var browser = new PageClient(App);
            var answer = await browser.SubmitAsync(
                await browser.GetAsync("/login"), "main form", [headers], ("username", (await App.NewMemberAsync()).Username), ("password", AuthApp.Password));
            answer.ShouldLeadTo("/account");
        }
    }

    [Fact]
    public async Task A_token_survives_a_restart_and_serves_on_another_node()
    {
        var member = await App.NewMemberAsync();
        using var browser = new PageClient(App);
        var page = await browser.GetAsync("/login");
        await using var node = App.NewHost();
        using var there = new PageClient((await node.StartAsync()).BaseAddress!);
        there.Cookies.Add(browser.Cookies.GetAllCookies());

        (await LogInAsync(there, page, member)).ShouldLeadTo("/account");
    }

    [Fact]
    public async Task A_token_of_another_master_key_is_worth_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("auth-tests-");
        var settings = new Dictionary<string, string>(App.Settings)
        {
            ["Auth:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length)), ["Auth:DataDirectory"] = folder.FullName,
        };
        if (AuthApp.UsesMariaDb)
            settings["ConnectionStrings:Auth"] = await App.NewDatabaseAsync();
        await using (var other = new AuthHost(settings, App.Clock))
        {
            using var browser = new PageClient(App);
            var page = await browser.GetAsync("/login");
            using var there = new PageClient((await other.StartAsync()).BaseAddress!);
            there.Cookies.Add(browser.Cookies.GetAllCookies());

            (await LogInAsync(there, page, await App.NewMemberAsync())).Status.ShouldBe(400);
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("username=a&username=b")]
    [InlineData("csrf=")]
    public async Task A_field_that_comes_twice_is_refused(string more)
    {
        using var browser = new PageClient(App);
        var page = await browser.GetAsync("/login");
        var token = page.Find("main form input[name=csrf]").GetAttribute("value");
        using var form = new StringContent($"csrf={token}&password=x&{more}", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");

        var refused = await browser.SendAsync(HttpMethod.Post, "/login", form);

        refused.Status.ShouldBe(400);
        refused.Heading.ShouldBe("요청을 처리하지 못했습니다");
    }

    [Fact]
    public async Task A_cookie_alone_authorises_no_call_of_the_API()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        foreach (var (method, address) in new[] { ("GET", "/api/v1/users/me"), ("PATCH", "/api/v1/users/me"), ("DELETE", "/api/v1/users/me/sessions") })
            await (await CallAsync(browser, method, address, token: null)).ShouldBeProblemAsync(401, "token_missing");
        await NicknameShouldBeAsync(member, "길동");
    }

    [Fact]
    public async Task A_cookie_and_the_token_of_a_page_in_a_header_authorise_one()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var token = Token(await browser.GetAsync("/"));

        await (await CallAsync(browser, "GET", "/api/v1/users/me", token)).ShouldBeAsync(200);
        await (await CallAsync(browser, "PATCH", "/api/v1/users/me", token)).ShouldBeAsync(200);

        await NicknameShouldBeAsync(member, "changed");
    }

    [Fact]
    public async Task No_other_token_does()
    {
        var member = await App.NewMemberAsync();
        using var browser = new PageClient(App);
        var visitors = Token(await browser.GetAsync("/"));
        (await LogInAsync(browser, await browser.GetAsync("/login"), member)).Status.ShouldBe(303);
        using var other = await PageClient.LoggedInAsync(App, (await App.NewMemberAsync()).Username);
        using var same = await PageClient.LoggedInAsync(App, member.Username);

        foreach (var token in new[] { "", "zq7canary", visitors, Token(await other.GetAsync("/")), Token(await same.GetAsync("/")) })
        {
            foreach (var method in new[] { "GET", "PATCH" })
                (await CallAsync(browser, method, "/api/v1/users/me", token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {token}");
        }

        await NicknameShouldBeAsync(member, "길동");
    }

    [Fact]
    public async Task On_a_page_a_bearer_token_counts_for_nothing()
    {
        var member = await App.NewMemberAsync();
        using var browser = new PageClient(App);

        var answer = await browser.SendAsync(HttpMethod.Get, "/setup", null, ("Authorization", $"Bearer {member.AccessToken}"));

        answer.ShouldLeadTo("/login?next=%2Fsetup");
    }

    private static Task<PageView> LogInAsync(PageClient browser, PageView login, Member member) =>
        browser.SubmitAsync(login, "main form", ("username", member.Username), ("password", AuthApp.Password));

    private async Task<HttpResponseMessage> CallAsync(PageClient browser, string method, string address, string? token)
    {
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = browser.Cookies }) { BaseAddress = App.Client.BaseAddress };
        if (token is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-CSRF-Token", token).ShouldBeTrue();
        return await client.CallAsync($"{method} {address}", method == "PATCH" ? new { nickname = "changed" } : null);
    }

    private static string Token(PageView page) => page.Find("form[action='/theme'] input[name=csrf]").GetAttribute("value")!;

    private async Task NicknameShouldBeAsync(Member member, string nickname) =>
        (await App.QueryAsync(db => db.Users.SingleAsync(u => u.Id == member.UserId))).Nickname.ToString().ShouldBe(nickname);

    private static void ShouldHaveNoSession(PageClient browser) =>
        browser.Cookies.GetAllCookies().Select(c => c.Name).ShouldNotContain(name => name == "auth-access" || name == "auth-refresh");

    private static IEnumerable<string> SetCookies(PageView page) => page.Response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [];
}
