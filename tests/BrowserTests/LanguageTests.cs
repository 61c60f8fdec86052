using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

public sealed class LanguageTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    [Theory]
    [InlineData("ko-light-360", "English", "en")]
    [InlineData("en-light-360", "한국어", "ko")]
    public async Task The_switch_stays_on_the_page_and_lasts(string look, string words, string other)
    {
        var tab = await OpenAsync(look);
        var page = await LoginPage.OpenAsync(tab, "/consent");
        await Assertions.Expect(page.LanguageLink).ToHaveTextAsync(words);
        await Assertions.Expect(page.LanguageLink).ToHaveAttributeAsync("lang", other);
        await Assertions.Expect(page.LanguageLink).ToHaveAttributeAsync("hreflang", other);

        await page.SwitchLanguageAsync();

        tab.ShouldBeAt($"/login?next=%2Fconsent&lang={other}");
        await ShouldSpeakAsync(tab.Page, other);
        await tab.GoToAsync("/sign-up");
        await ShouldSpeakAsync(tab.Page, other);

        await page.SwitchLanguageAsync();
        await ShouldSpeakAsync(tab.Page, tab.Look.Language);
    }

    [Fact]
    public async Task The_choice_is_kept_for_a_year()
    {
        var tab = await OpenAsync();
        var page = await LoginPage.OpenAsync(tab);

        await page.SwitchLanguageAsync();

        var cookie = (await tab.Context.CookiesAsync()).Single(c => c.Name == "auth-lang");
        DateTimeOffset.FromUnixTimeSeconds((long)cookie.Expires).ShouldBe(TimeProvider.System.GetUtcNow().AddDays(365), TimeSpan.FromMinutes(5));
        cookie.SameSite.ShouldBe(SameSiteAttribute.Lax);
        cookie.HttpOnly.ShouldBeTrue();
    }

    [Theory]
    [InlineData("ko", "ko")]
    [InlineData("en-US", "en")]
    [InlineData("ja-JP", "ko")]
    public async Task The_browser_is_asked_first_and_a_language_that_nobody_speaks_here_gets_Korean(string locale, string expected)
    {
        await using var context = await Chromium.Browser.NewContextAsync(new() { Locale = locale });
        var page = await context.NewPageAsync();

        await page.GotoAsync(App.Client.BaseAddress!.ToString());

        await ShouldSpeakAsync(page, expected);
    }

    private static Task ShouldSpeakAsync(IPage page, string language) => Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
}
