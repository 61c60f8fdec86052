using Auth.IntegrationTests.Pages;

namespace Auth.IntegrationTests.Edge;

/// <summary>Every page is decided here on who may see it: a new one fails until it stands in one of the three lists.</summary>
public sealed class PageAuthorizationTests(AuthApp app) : AuthTest(app)
{
    internal static readonly string[] Anyone =
    [
        "/",
        "/login",
        "/sign-up",
        "/consent",
        "/message",
        "/theme",
        "/session/log-out",
        "/session/renew",
        "/.well-known/change-password",
    ];

    internal static readonly string[] SignedIn =
    [
        "/setup",
        "/account",
        "/account/password",
        "/account/devices",
        "/account/withdraw",
        "/account/confirm",
    ];

    internal static readonly string[] Administrators =
    [
        "/admin/users",
        "/admin/users/{id:uuid}",
        "/admin/users/{id:uuid}/edit",
        "/admin/users/{id:uuid}/withdraw",
        "/admin/audit",
    ];

    [Fact]
    public void Every_page_is_decided() => Calls.Pages(App.Host).ShouldBe([.. Anyone, .. SignedIn, .. Administrators], ignoreOrder: true);

    [Fact]
    public async Task A_visitor_is_led_to_the_login_from_what_is_not_for_anyone()
    {
        using var visitor = new PageClient(App);
        foreach (var page in Anyone)
            ((await visitor.GetAsync(page)).Location ?? "").ShouldNotStartWith("/login", customMessage: page);
        foreach (var address in SignedIn.Concat(Administrators).Select(Address))
        {
            (await visitor.GetAsync($"{address}?a=1")).ShouldLeadTo($"/login?next={Uri.EscapeDataString($"{address}?a=1")}");
            (await visitor.PostAsync(address)).ShouldLeadTo($"/login?next={Uri.EscapeDataString(address)}");
        }
    }

    [Fact]
    public async Task A_member_is_kept_from_the_administrators_pages_by_a_page_that_says_so_and_from_no_other()
    {
        var other = await App.NewMemberAsync();
        using var member = await PageClient.LoggedInAsync(App, (await App.NewMemberAsync()).Username);
        foreach (var address in Administrators.Select(page => Address(page, other.Id)))
        {
            var refused = await member.GetAsync(address);
            refused.Status.ShouldBe(403, address);
            refused.Heading.ShouldBe("이 페이지를 볼 수 없습니다");
            refused.Html.ShouldNotContain(other.Username);
            refused.Document.QuerySelectorAll("main form").ShouldBeEmpty(address);

            var token = refused.Find("form[action='/theme'] input[name=csrf]").GetAttribute("value")!;
            foreach (var act in new[] { "suspend", "restore", "role", "end-sessions", "withdraw" })
            {
                var sent = await member.PostAsync(address, ("csrf", token), ("act", act), ("role", "admin"), ("typedUsername", other.Username), ("name", "x"), ("nickname", "x"));
                sent.Status.ShouldBeOneOf(403, 405);
                sent.Html.ShouldNotContain(other.Username);
            }
        }

        foreach (var page in SignedIn)
            (await member.GetAsync(page)).Status.ShouldBe(200, page);
        await (await other.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task An_administrator_is_kept_from_no_page()
    {
        var other = await App.NewMemberAsync();
        using var administrator = await PageClient.LoggedInAsync(App, (await App.NewAdministratorAsync()).Username);
        foreach (var address in SignedIn.Concat(Administrators).Select(page => Address(page, other.Id)))
            (await administrator.GetAsync(address)).Status.ShouldBe(200, address);
    }

    [Fact]
    public async Task A_method_that_a_page_does_not_take_is_refused_with_a_page()
    {
        using var administrator = await PageClient.LoggedInAsync(App, (await App.NewAdministratorAsync()).Username);
        foreach (var address in Calls.Pages(App.Host).Select(Address))
        {
            foreach (var method in new[] { "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW" })
            {
                var refused = await administrator.SendAsync(new HttpMethod(method), address);
                refused.Status.ShouldBe(405, $"{method} {address}");
                refused.Heading.ShouldBe("이 주소로는 할 수 없는 요청입니다");
                refused.Response.Content.Headers.Allow.ShouldContain("GET", $"{method} {address}");
            }
        }
    }

    [Fact]
    public async Task HEAD_answers_as_GET_does_without_the_page()
    {
        using var browser = new PageClient(App);

        var answer = await browser.SendAsync(HttpMethod.Head, "/login");

        answer.Status.ShouldBe(200);
        answer.Html.ShouldBeEmpty();
        answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
    }

    private static string Address(string page) => Address(page, Guid.NewGuid());

    private static string Address(string page, Guid id) => page.Replace("{id:uuid}", id.ToString(), StringComparison.Ordinal);
}
