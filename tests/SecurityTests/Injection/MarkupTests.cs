using AngleSharp;
using AngleSharp.Dom;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Edge;
using Auth.IntegrationTests.Pages;

namespace Auth.SecurityTests.Injection;

/// <summary>Markup in every field that a page shows, and in every field that a page shows again, stays text on every page.</summary>
public sealed class MarkupTests(AuthApp app) : AuthTest(app)
{
    private const string Agent = "zq<zqmark id=zqmark>\"'></td><img src=x onerror=zqmark()>";

    private static readonly string[] Breakouts =
    [
        "zq<zqmark>", "zq\"><zqmark>", "zq'><zqmark>", "zq' onfocus='zqmark()' autofocus='", "zq\" onfocus=\"zqmark()\" autofocus=\"", "zq</textarea><zqmark>", "zq</title></script><zqmark>", "zq--><zqmark>",
        "zq<svg/onload=zqmark()>", "zq<scr\0ipt>zqmark()", "zq&lt;zqmark&gt;", "zq&#60;zqmark&#62;", "zq{{zqmark}}${zqmark}", "zq]]><zqmark>", "＜zqmark＞zq",
    ];

    private static readonly string All = string.Join(' ', Breakouts);

    [Fact]
    public async Task Stored_markup_is_text_on_every_page()
    {
        var member = await App.NewMemberAsync(App.FullRegistration("zqmember"));
        using var agent = App.Host.CreateClient();
        agent.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Agent).ShouldBeTrue();
        await (await agent.CallAsync("POST /api/v1/auth/login", new { username = member.Username, password = AuthApp.Password })).ShouldBeAsync(200);
        using var own = await PageClient.LoggedInAsync(App, member.Username);
        using var office = await App.AdministratorsBrowserAsync("en");
        foreach (var pair in Breakouts.Where(b => !b.Contains('\0', StringComparison.Ordinal)).Chunk(2))
        {
            await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { name = pair[0], nickname = pair[^1], introduction = All.Replace("\0", "", StringComparison.Ordinal) })).ShouldBeAsync(200);
            var shown = 0;
            foreach (var address in Pages(member.Id))
            {
                foreach (var browser in new[] { own, office })
                    shown += ShouldHaveNoMarkOf(await browser.GetAsync(address), pair[0]);
            }

            shown.ShouldBeGreaterThan(3, pair[0]); // The own account, the list, the member, the form to edit them.
        }
    }

    [Fact]
    public async Task Markup_that_was_typed_or_stands_in_the_address_is_text_where_it_is_shown_again()
    {
        var member = await App.NewMemberAsync();
        using var visitor = new PageClient(App);
        using var office = await App.AdministratorsBrowserAsync();
        string[] parameters = ["search", "role", "status", "sort", "limit", "cursor", "userId", "type", "next", "lang", "code", All];
        string[] fields =
            ["username", "name", "nickname", "introduction", "email", "phone", "birthYear", "birthMonth", "birthDay", "gender", "role", "act", "seen", "setupCode", "typedUsername", "currentPassword"];
        var query = string.Join('&', parameters.Select(name => $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(name == "search" ? Breakouts[0] : All[..200])}"));
        foreach (var address in Pages(member.Id))
        {
            foreach (var browser in new[] { visitor, office })
            {
                var view = await browser.GetAsync($"{address}?{query}");
                ShouldHaveNoMarkOf(view, All);
                (view.Location ?? "/").ShouldStartWith("/", Case.Sensitive, address);
                if ((await browser.GetAsync(address)).Document.QuerySelector("main form[method=post] input[name=csrf]") is { } csrf)
                    ShouldHaveNoMarkOf(await browser.PostAsync(address, [("csrf", csrf.GetAttribute("value")!), .. fields.Select(f => (f, All))]), All);
            }
        }
    }

    private IEnumerable<string> Pages(Guid member) =>
        Calls.Pages(App.Host).Where(p => !p.StartsWith("/session", StringComparison.Ordinal)).Select(p => p.Replace("{id:uuid}", $"{member}", StringComparison.Ordinal));

    /// <summary>In a path that nobody has, and in what a page says of it.</summary>
    [Theory]
    [InlineData("/%3Czqmark%3E")]
    [InlineData("/admin/users/%22%3E%3Czqmark%3E")]
    [InlineData("//zqmark.example/%3Czqmark%3E?%3Czqmark%3E")]
    [InlineData("/login?next=%22%3E%3Czqmark%3E&lang=%3Czqmark%3E")]
    [InlineData("/login?next=javascript:zqmark()")]
    [InlineData("/login?next=//zqmark.example")]
    [InlineData("/login?next=/%09/zqmark.example")]
    [InlineData("/login?next=/\\zqmark.example")]
    public async Task Nor_does_an_address_become_markup_or_a_way_elsewhere(string address)
    {
        var answer = await RawHttp.SendAsync(App.Client, $"GET {address} HTTP/1.1", "Accept: text/html", "Cookie: auth-theme=%22%3E%3Czqmark%3E; auth-lang=%3Czqmark%3E; auth-notice=%3Czqmark%3E");
        var document = await BrowsingContext.New().OpenAsync(r => r.Content(answer.Body).Address("http://here.example/"), TestContext.Current.CancellationToken);

        ShouldHaveNoMark(document, address);
        foreach (var link in document.QuerySelectorAll("a[href], form[action]").Select(e => e.GetAttribute("href") ?? e.GetAttribute("action")!))
            (link.Length == 0 || link[0] is '#' or '?' || (link is ['/', ..] and not ['/', '/' or '\\', ..])).ShouldBeTrue(link);
    }

    /// <summary>Answers whether the page shows it.</summary>
    private static int ShouldHaveNoMarkOf(PageView view, string markup)
    {
        view.Status.ShouldBeLessThan(500, markup);
        ShouldHaveNoMark(view.Document, $"{view.Address} {markup}");
        return view.Document.Body is { } body && (body.TextContent.Contains(markup, StringComparison.Ordinal) || body.QuerySelectorAll("input, textarea").Any(e => (e.GetAttribute("value") ?? e.TextContent).Contains(markup, StringComparison.Ordinal))) ? 1 : 0;
    }

    private static void ShouldHaveNoMark(IDocument document, string what)
    {
        document.QuerySelectorAll("zqmark, #zqmark, img, script:not([src]), iframe, object, embed, base, [style]").Select(e => e.OuterHtml).ShouldBeEmpty(what);
        document.All.SelectMany(e => e.Attributes).Where(IsActive).Select(a => $"{a.Name}={a.Value}").ShouldBeEmpty(what);
    }

    private static bool IsActive(IAttr attribute) =>
        attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)
        || (attribute.Name is "href" or "src" or "action" or "formaction" && attribute.Value.Contains("javascript:", StringComparison.OrdinalIgnoreCase) && !attribute.Value.StartsWith('/'));
}
