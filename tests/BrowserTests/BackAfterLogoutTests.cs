using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

public sealed class BackAfterLogoutTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private static readonly Person Minji = new("minji") { Name = "김민지", Nickname = "민들레" };

    // With the cache of whole pages that every real browser has and Playwright switches off.
    private const string SwitchedOff = "--disable-back-forward-cache";

    [Theory]
    [InlineData("/account")]
    [InlineData("/account/devices")]
    public async Task Back_shows_nothing_personal(string path)
    {
        await RegisterAsync(Minji);
        await using var browser = await Chromium.LaunchAsync(SwitchedOff);
        await using var tab = await Tab.OpenAsync(browser, App.Client.BaseAddress!, new());
        var page = await LoginPage.OpenAsync(tab, "/");
        await page.SubmitAsync(Minji);
        await tab.GoToAsync(path);
        await Assertions.Expect(page.Page.Locator("body")).ToContainTextAsync(Minji.Nickname[..1]);
        await page.LogOutAsync();

        await page.Page.EvaluateAsync("() => { window.isAfterLogout = true; history.back(); }");
        await page.Page.WaitForFunctionAsync("() => !window.isAfterLogout");

        await Assertions.Expect(page.Navigation.Locator("a[href='/login']")).ToBeVisibleAsync();
        (await page.Page.ContentAsync()).ShouldNotContain(Minji.Nickname);
        (await page.Page.ContentAsync()).ShouldNotContain(Minji.Name);
    }
}
