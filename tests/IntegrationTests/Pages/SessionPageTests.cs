using System.Net;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Pages;

/// <summary>The session of somebody who logged in by the pages: how it lasts, and how it ends.</summary>
public sealed class SessionPageTests(AuthApp app) : AuthTest(app)
{
    private const string SessionOver = "로그인이 만료되었습니다. 다시 로그인해 주세요.";

    /// <summary>A page for people who are signed in.</summary>
    private const string Guarded = "/setup";

    private static readonly TimeSpan PastAccess = TimeSpan.FromMinutes(12);
    private static readonly TimeSpan PastEverything = TimeSpan.FromDays(15);

    [Fact]
    public async Task A_visitor_is_led_to_the_login_and_afterwards_back_to_where_they_were()
    {
        var member = await App.NewMemberAsync();
        using var browser = new PageClient(App);

        var refused = await browser.GetAsync($"{Guarded}?a=1&b=%ED%95%9C");
        refused.ShouldLeadTo("/login?next=%2Fsetup%3Fa%3D1%26b%3D%25ED%2595%259C");
        var login = await browser.FollowAsync(refused);
        login.Notice.ShouldBeNull();

        (await LogInAsync(browser, login, member)).ShouldLeadTo($"{Guarded}?a=1&b=%ED%95%9C");
    }

    [Fact]
    public async Task An_expired_access_token_renews_itself_on_the_way_to_the_same_page()
    {
        using var browser = await LoggedInAsync();
        await App.AdvanceAsync(PastAccess);

        var away = await browser.GetAsync($"{Guarded}?a=1&b=%ED%95%9C");
        away.Status.ShouldBe(302);
        away.Location!.ShouldStartWith("/session/renew?next=");
        var back = await browser.FollowAsync(away);
        back.Status.ShouldBe(302);
        back.Location.ShouldBe($"{Guarded}?a=1&b=%ED%95%9C");

        (await browser.FollowAsync(back)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task It_renews_itself_on_a_page_for_anyone_too()
    {
        using var browser = await LoggedInAsync(followsRedirects: true);
        await App.AdvanceAsync(PastAccess);

        (await browser.GetAsync("/")).Heading.ShouldBe("길동 님, 안녕하세요");
    }

    [Fact]
    public async Task A_form_goes_round_by_the_renewal_with_what_was_typed_and_with_its_token()
    {
        using var browser = await LoggedInAsync();
        var page = await browser.GetAsync(Guarded);
        await App.AdvanceAsync(PastAccess);

        var away = await browser.SubmitAsync(page, "main form", ("setupCode", "ABCD-EFGH-JKMN-PQRS"));
        away.Status.ShouldBe(307);
        using var form = Form(page, ("setupCode", "ABCD-EFGH-JKMN-PQRS"));
        var back = await browser.SendAsync(HttpMethod.Post, away.Location!, form);
        back.Status.ShouldBe(307);
        back.Location.ShouldBe(Guarded);

        using var again = Form(page, ("setupCode", "ABCD-EFGH-JKMN-PQRS"));
        var shown = await browser.SendAsync(HttpMethod.Post, back.Location!, again);
        shown.ShouldRefuse(422, "설정 코드가 유효하지 않습니다.");
        shown.ValueOf("setupCode").ShouldBe("ABCD-EFGH-JKMN-PQRS");
    }

    [Fact]
    public async Task A_form_without_its_token_gets_no_further_by_the_renewal()
    {
        using var browser = await LoggedInAsync(followsRedirects: true);
        await App.AdvanceAsync(PastAccess);

        var shown = await browser.PostAsync("/theme", ("theme", "dark"), ("next", "/"));

        shown.Address.ShouldBe("/theme");
        shown.Status.ShouldBe(400);
        browser.Cookies.GetAllCookies().Select(c => c.Name).ShouldNotContain("auth-theme");
    }

    /// <summary>The key that signed the access token is deleted when all tokens of it have ended, so nobody can say any more that this one has.</summary>
    [Fact]
    public async Task A_session_outlives_the_signing_key_of_its_access_token()
    {
        using var browser = await LoggedInAsync(followsRedirects: true);
        await App.WithDatabaseAsync(db => db.SigningKeys.ExecuteDeleteAsync());
        await App.AdvanceAsync(PastAccess);

        (await browser.GetAsync("/")).Heading.ShouldBe("길동 님, 안녕하세요");
    }

    [Theory]
    [InlineData("/session/renew")]
    [InlineData("/session/log-out")]
    public async Task A_refresh_token_of_another_session_does_nothing_beside_an_access_token(string address)
    {
        var attacker = await App.NewMemberAsync();
        using var browser = await LoggedInAsync();
        var page = await browser.GetAsync("/");
        browser.Cookies.Add(App.Client.BaseAddress!, new Cookie("auth-refresh", attacker.RefreshToken, "/session"));

        if (address == "/session/renew")
            (await browser.GetAsync(address)).ShouldLeadTo("/");
        else
            (await browser.SubmitAsync(page, $"form[action='{address}']")).ShouldLeadTo("/");

        SessionCookiesOf(browser).ShouldBeEmpty();
        await (await App.RefreshAsync(attacker.RefreshToken)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Three_tabs_that_renew_at_once_all_stay_signed_in()
    {
        using var browser = await LoggedInAsync();
        await App.AdvanceAsync(PastAccess);
        var tabs = Enumerable.Range(0, 3).Select(_ => new PageClient(App.Client.BaseAddress!, followsRedirects: true)).ToList();
        foreach (var tab in tabs)
            tab.Cookies.Add(browser.Cookies.GetAllCookies());

        foreach (var shown in await Task.WhenAll(tabs.Select(tab => tab.GetAsync("/"))))
            shown.Heading.ShouldBe("길동 님, 안녕하세요");

        await App.AdvanceAsync(PastAccess);
        (await tabs[1].GetAsync("/")).Heading.ShouldBe("길동 님, 안녕하세요");
        tabs.ForEach(tab => tab.Dispose());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task After_everything_has_expired_the_login_page_says_so_and_leads_back(string method)
    {
        var member = await App.NewMemberAsync();
        using var browser = await LoggedInAsync(member, followsRedirects: true);
        var page = await browser.GetAsync($"{Guarded}?a=1");
        await App.AdvanceAsync(PastEverything);

        var login = method == "GET" ? await browser.GetAsync($"{Guarded}?a=1") : await browser.SubmitAsync(page, "main form");

        login.Address.ShouldBe("/login?next=%2Fsetup%3Fa%3D1");
        login.Notice.ShouldBe(SessionOver);
        SessionCookiesOf(browser).ShouldBeEmpty();
        (await LogInAsync(browser, login, member)).Address.ShouldBe($"{Guarded}?a=1");
    }

    [Fact]
    public async Task After_everything_has_expired_a_page_for_anyone_is_shown_to_a_visitor()
    {
        using var browser = await LoggedInAsync(followsRedirects: true);
        await App.AdvanceAsync(PastEverything);

        var home = await browser.GetAsync("/");

        home.Heading.ShouldBe("하나의 계정으로 안전하게");
        home.Notice.ShouldBe(SessionOver);
        (await browser.GetAsync("/")).Notice.ShouldBeNull("a notice is shown once");
    }

    [Fact]
    public async Task Logging_out_spends_the_session()
    {
        using var browser = await LoggedInAsync();
        var access = Cookie(browser, "auth-access");
        var refresh = Cookie(browser, "auth-refresh");

        var left = await browser.SubmitAsync(await browser.GetAsync("/"), "form[action='/session/log-out']");

        left.ShouldLeadTo("/");
        SessionCookiesOf(browser).ShouldBeEmpty();
        var home = await browser.FollowAsync(left);
        home.Notice.ShouldBe("로그아웃했습니다.");
        home.Heading.ShouldBe("하나의 계정으로 안전하게");
        using var call = new HttpRequestMessage(HttpMethod.Get, "/api/v1/users/me") { Headers = { Authorization = new("Bearer", access) } };
        await (await App.Client.SendAsync(call, TestContext.Current.CancellationToken)).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.RefreshAsync(refresh)).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("expired for good")]
    [InlineData("ended elsewhere")]
    public async Task Logging_out_succeeds_whatever_became_of_the_session(string state)
    {
        var member = await App.NewMemberAsync();
        using var browser = await LoggedInAsync(member, followsRedirects: true);
        var page = await browser.GetAsync("/");
        var refresh = Cookie(browser, "auth-refresh");
        if (state == "ended elsewhere")
            await (await member.Client.CallAsync("DELETE /api/v1/users/me/sessions")).ShouldBeAsync(204);
        else
            await App.AdvanceAsync(state == "expired" ? PastAccess : PastEverything);

        var home = await browser.SubmitAsync(page, "form[action='/session/log-out']");

        home.Status.ShouldBe(200);
        home.Address.ShouldBe("/");
        home.Notice.ShouldBe(state == "expired for good" ? SessionOver : "로그아웃했습니다.");
        SessionCookiesOf(browser).ShouldBeEmpty();
        (await App.RefreshAsync(refresh)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/session/log-out")]
    [InlineData("/theme")]
    public async Task A_page_that_only_acts_does_nothing_by_GET(string address)
    {
        using var browser = await LoggedInAsync();

        (await browser.GetAsync($"{address}?theme=dark")).ShouldLeadTo("/");

        (await browser.GetAsync("/")).Heading.ShouldBe("길동 님, 안녕하세요");
        browser.Cookies.GetAllCookies().Select(c => c.Name).ShouldNotContain("auth-theme");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.e30")]
    [InlineData("e30.eyJzaWQiOjF9.")]
    [InlineData("a.b.c.d.e")]
    [InlineData("%00%ff%0d%0a")]
    public async Task A_garbage_cookie_does_no_harm(string garbage)
    {
        using var browser = new PageClient(App.Client.BaseAddress!, followsRedirects: true);
        foreach (var name in new[] { "auth-access", "auth-refresh", "auth-notice", "auth-theme", "auth-lang", "auth-csrf", "auth-device" })
            browser.Cookies.Add(App.Client.BaseAddress!, new Cookie(name, garbage, name == "auth-refresh" ? "/session" : "/"));

        var home = await browser.GetAsync("/");
        home.Status.ShouldBe(200);
        home.Heading.ShouldBe("하나의 계정으로 안전하게");
        SessionCookiesOf(browser).ShouldBeEmpty();

        browser.Cookies.Add(App.Client.BaseAddress!, new Cookie("auth-access", garbage, "/"));
        var login = await browser.GetAsync(Guarded);
        login.Address.ShouldBe("/login?next=%2Fsetup");
        (await LogInAsync(browser, login, await App.NewMemberAsync())).Address.ShouldBe(Guarded);
    }

    [Fact]
    public async Task A_refresh_token_that_is_none_ends_in_a_login_and_in_no_circle()
    {
        using var browser = await LoggedInAsync(followsRedirects: true);
        browser.Cookies.Add(App.Client.BaseAddress!, new Cookie("auth-refresh", "garbage", "/session"));
        await App.AdvanceAsync(PastAccess);

        (await browser.GetAsync(Guarded)).Address.ShouldBe("/login?next=%2Fsetup");
    }

    [Fact]
    public async Task A_session_that_was_ended_elsewhere_leads_to_the_login_page_which_says_so()
    {
        var member = await App.NewMemberAsync();
        using var browser = await LoggedInAsync(member);
        await (await member.Client.CallAsync("DELETE /api/v1/users/me/sessions")).ShouldBeAsync(204);

        var refused = await browser.GetAsync(Guarded);

        refused.ShouldLeadTo("/login?next=%2Fsetup");
        SessionCookiesOf(browser).ShouldBeEmpty();
        (await browser.FollowAsync(refused)).Notice.ShouldBe(SessionOver);
    }

    [Fact]
    public async Task The_page_that_a_visitor_sees_then_has_forms_that_serve_a_visitor()
    {
        var member = await App.NewMemberAsync();
        using var browser = await LoggedInAsync(member);
        await (await member.Client.CallAsync("DELETE /api/v1/users/me/sessions")).ShouldBeAsync(204);

        var page = await browser.GetAsync("/consent");

        (await browser.SubmitAsync(page, "form[action='/theme'] button[value=dark]")).ShouldLeadTo("/consent");
    }

    [Fact]
    public async Task A_suspended_member_is_out_at_once_and_told_so_at_the_login()
    {
        var member = await App.NewMemberAsync();
        using var browser = await LoggedInAsync(member, followsRedirects: true);
        await (await AuthApp.ChangeAsync(await App.NewAdministratorAsync(), member.Id, new { status = "suspended" })).ShouldBeAsync(200);

        var login = await browser.GetAsync(Guarded);
        login.Address.ShouldBe("/login?next=%2Fsetup");
        login.Notice.ShouldBe(SessionOver);

        var refused = await LogInAsync(browser, login, member);
        refused.ShouldRefuse(422, "이용이 정지된 계정입니다. 관리자에게 문의해 주세요.");
        refused.ErrorAt("username").ShouldBe("이용이 정지된 계정입니다. 관리자에게 문의해 주세요.");
        SessionCookiesOf(browser).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_withdrawn_member_is_a_visitor()
    {
        var member = await App.NewMemberAsync();
        using var browser = await LoggedInAsync(member);
        await (await AuthApp.WithdrawAsync(member)).ShouldBeAsync(204);

        (await browser.GetAsync(Guarded)).ShouldLeadTo("/login?next=%2Fsetup");
        (await browser.GetAsync("/")).Heading.ShouldBe("하나의 계정으로 안전하게");
    }

    /// <summary>Where each passing token has a use of its own, none may stand for another.</summary>
    [Fact]
    public async Task An_access_token_renews_nothing_and_a_refresh_token_opens_nothing()
    {
        var member = await App.NewMemberAsync();
        using var browser = new PageClient(App.Client.BaseAddress!, followsRedirects: true);
        browser.Cookies.Add(App.Client.BaseAddress!, new Cookie("auth-access", member.RefreshToken, "/"));
        browser.Cookies.Add(App.Client.BaseAddress!, new Cookie("auth-refresh", member.AccessToken, "/session"));

        (await browser.GetAsync(Guarded)).Address.ShouldBe("/login?next=%2Fsetup");
        SessionCookiesOf(browser).ShouldBeEmpty();
    }

    /// <summary>A host beside this one can plant a refresh cookie, but no access cookie.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refresh_token_of_another_session_moves_nobody_into_it(bool signedIn)
    {
        var attacker = await App.NewMemberAsync();
        using var browser = signedIn ? await LoggedInAsync(followsRedirects: true) : new PageClient(App.Client.BaseAddress!, followsRedirects: true);
        browser.Cookies.Add(App.Client.BaseAddress!, new Cookie("auth-refresh", attacker.RefreshToken, "/session"));
        await App.AdvanceAsync(PastAccess);

        (await browser.GetAsync("/session/renew?next=/")).Heading.ShouldBe("하나의 계정으로 안전하게");

        (await App.RefreshAsync(attacker.RefreshToken)).StatusCode.ShouldBe(HttpStatusCode.OK, "it was not spent");
    }

    private async Task<PageClient> LoggedInAsync(Member? member = null, bool followsRedirects = false)
    {
        var browser = new PageClient(App.Client.BaseAddress!, followsRedirects: followsRedirects);
        await LogInAsync(browser, await browser.GetAsync("/login?next=/consent"), member ?? await App.NewMemberAsync());
        SessionCookiesOf(browser).ShouldBe(["auth-access", "auth-refresh"], ignoreOrder: true);
        return browser;
    }

    private static Task<PageView> LogInAsync(PageClient browser, PageView login, Member member) =>
        browser.SubmitAsync(login, "main form", ("username", member.Username), ("password", AuthApp.Password));

    private static FormUrlEncodedContent Form(PageView page, params (string Name, string Value)[] typed) => new(
        typed.Append(("csrf", page.Find("main form input[name=csrf]").GetAttribute("value")!)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));

    private static string Cookie(PageClient browser, string name) => browser.Cookies.GetAllCookies().Single(c => c.Name == name).Value;

    private static IEnumerable<string> SessionCookiesOf(PageClient browser) =>
        browser.Cookies.GetAllCookies().Select(c => c.Name).Where(name => name is "auth-access" or "auth-refresh");
}
