using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Pages;

public sealed class LanguagePageTests(AuthApp app) : AuthTest(app)
{
    [Theory]
    [InlineData("ko", "ko")]
    [InlineData("en", "en")]
    [InlineData("EN-us", "en")]
    [InlineData("en-GB,ko;q=0.5", "en")]
    [InlineData("en;q=0.1,ko-KR;q=0.9", "ko")]
    [InlineData("fr,en;q=0.1", "en")]
    [InlineData("en;q=0", "ko")]
    [InlineData("fr-FR,de;q=0.5", "ko")]
    [InlineData("*", "ko")]
    [InlineData("zq7,,;;q=x", "ko")]
    [InlineData("enough", "ko")]
    public async Task The_browser_decides_and_Korean_where_it_asks_for_neither(string accepted, string expected)
    {
        using var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepted).ShouldBeTrue();

        using var page = await client.GetAsync("/login", TestContext.Current.CancellationToken);
        using var call = await client.CallAsync("GET /api/v1/users/me");

        (await page.TextAsync()).ShouldContain($"<html lang=\"{expected}\"");
        page.Content.Headers.ContentLanguage.ShouldBe([expected]);
        call.Content.Headers.ContentLanguage.ShouldBe([expected]);
        (await call.ShouldBeProblemAsync(401, "token_missing")).Text("title").ShouldBe(expected == "ko" ? "액세스 토큰이 필요합니다." : "An access token is needed.");
    }

    [Fact]
    public async Task The_messages_of_fields_are_in_it_too()
    {
        using var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.Add("Accept-Language", "en");

        var problem = await (await client.CallAsync("POST /api/v1/auth/login", new { username = "a" })).ShouldBeProblemAsync(400, "validation_failed");

        problem.Text("title").ShouldBe("Some fields are missing or wrong.");
        problem.GetProperty("errors").GetProperty("password")[0].GetString().ShouldBe("Enter your password.");
    }

    [Fact]
    public async Task A_choice_stays_on_the_page_and_lasts()
    {
        using var browser = new PageClient(App, "ko");
        var korean = await browser.GetAsync("/login?next=%2Fconsent%3Fa%3D1");
        var other = korean.Find("a.language");
        (other.TextContent, other.GetAttribute("lang"), other.GetAttribute("hreflang")).ShouldBe(("English", "en", "en"));

        var english = await browser.GetAsync(other.GetAttribute("href")!);

        english.Heading.ShouldBe("Log in");
        english.Find("a.language").TextContent.ShouldBe("한국어");
        (await browser.GetAsync("/sign-up")).Heading.ShouldBe("Sign up");
        var member = await App.NewMemberAsync();
        (await browser.SubmitAsync(english, "main form", ("username", member.Username), ("password", AuthApp.Password))).ShouldLeadTo("/consent?a=1");
    }

    [Theory]
    [InlineData("?lang=fr")]
    [InlineData("?lang=")]
    [InlineData("?lang=en&lang=ko")]
    public async Task A_choice_of_no_language_of_ours_is_passed_over(string query)
    {
        using var browser = new PageClient(App, "ko");

        var page = await browser.GetAsync($"/login{query}");

        page.Heading.ShouldBe("로그인");
        browser.Cookies.GetAllCookies().ShouldNotContain(c => c.Name == "auth-lang");
    }

    [Fact]
    public async Task A_choice_for_the_pages_is_none_for_the_API()
    {
        using var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", "auth-lang=en");

        (await (await client.CallAsync("GET /api/v1/users/me?lang=en")).ShouldBeProblemAsync(401, "token_missing")).Text("title").ShouldBe("액세스 토큰이 필요합니다.");
    }

    [Theory]
    [InlineData("ko", "", "ko")]
    [InlineData("ko", "?lang=en", "en")]
    [InlineData("en", "", "en")]
    public async Task The_consent_ledger_notes_the_page_and_the_language_it_was_read_in(string accepted, string query, string language)
    {
        using var browser = new PageClient(App, accepted);

        var answer = await browser.SubmitAsync(
            await browser.GetAsync($"/sign-up{query}"),
            "main form",
            ("username", "reader"), ("password", AuthApp.Password), ("passwordConfirm", AuthApp.Password), ("name", "홍길동"), ("nickname", "길동"),
            ("consentToPersonalData", "true"));

        answer.ShouldLeadTo("/account");
        var consent = await App.QueryAsync(db => db.Consents.SingleAsync());
        (consent.Channel, consent.Language).ShouldBe((Channel.Page, language));
    }

    [Theory]
    [InlineData("/", "/login")]
    [InlineData("/sign-up", "/consent")]
    public async Task Both_languages_have_the_same_controls(params string[] addresses)
    {
        using var korean = new PageClient(App, "ko");
        using var english = new PageClient(App, "en");
        foreach (var address in addresses)
            Shape(await korean.GetAsync(address)).ShouldBe(Shape(await english.GetAsync(address)));

        static IEnumerable<string> Shape(PageView page) => page.Document.QuerySelectorAll("body *").Select(e => $"{e.TagName} {e.Id} {e.ClassName}");
    }
}
