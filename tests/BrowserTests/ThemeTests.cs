using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

public sealed class ThemeTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private const string Light = "rgb(245, 246, 248)";
    private const string Dark = "rgb(16, 19, 25)";

    [Theory]
    [InlineData("ko-light-360")]
    [InlineData("ko-light-360-nojs")]
    public async Task The_choice_counts_over_the_systems_and_lasts(string look)
    {
        var tab = await OpenAsync(look);
        var page = await LoginPage.OpenAsync(tab, "/consent");
        await ShouldBeAsync(page, Light);

        await page.ChooseThemeAsync("dark");

        tab.ShouldBeAt("/login?next=%2Fconsent");
        await ShouldBeAsync(page, Dark);
        await Assertions.Expect(page.ThemeButton("dark")).ToHaveAttributeAsync("aria-pressed", "true");
        await tab.GoToAsync("/sign-up");
        await ShouldBeAsync(page, Dark);

        await page.ChooseThemeAsync("system");
        await ShouldBeAsync(page, Light);
    }

    [Fact]
    public async Task Without_a_choice_the_system_decides()
    {
        var tab = await OpenAsync("ko-dark-360");
        var page = await LoginPage.OpenAsync(tab);
        await ShouldBeAsync(page, Dark);

        await page.ChooseThemeAsync("light");

        await ShouldBeAsync(page, Light);
    }

    private static Task ShouldBeAsync(AnyPage page, string background) => Assertions.Expect(page.Page.Locator("body")).ToHaveCSSAsync("background-color", background);
}
