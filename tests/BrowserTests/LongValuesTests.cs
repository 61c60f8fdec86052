using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;

namespace Auth.BrowserTests;

/// <summary>The longest values that the rules take stay within their cards, down to 320 px.</summary>
public sealed class LongValuesTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private static readonly Person Longest = new(new string('w', 32))
    {
        Name = new string('W', 100),
        Nickname = new string('W', 50),
        Optional = new($"{new string('w', 64)}@{new string('w', 63)}.{new string('w', 63)}.example.com") { Phone = "+1 201-555-0123", Introduction = new string('W', 1000) },
    };

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task The_account_and_the_devices_do_not_scroll_sideways(string look)
    {
        var tab = await OpenAsync(Longest, look);
        foreach (var address in new[] { "/account", "/account/devices", "/account/withdraw" })
        {
            await tab.GoToAsync(address);
            await tab.ShouldNotScrollSidewaysAsync();
        }
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task The_pages_of_a_member_do_not_scroll_sideways(string look)
    {
        var id = await RegisterAsync(Longest);
        (await App.LoginAsync(Longest.Username)).EnsureSuccessStatusCode();
        var tab = await OpenAsAdministratorAsync(new("root-of-all"), look);
        foreach (var address in new[] { "", "/edit", "/withdraw" })
        {
            await tab.GoToAsync($"/admin/users/{id}{address}");
            await tab.ShouldNotScrollSidewaysAsync();
        }
    }
}
