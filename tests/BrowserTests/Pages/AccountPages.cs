using Auth.BrowserTests.Browser;
using Microsoft.Playwright;

namespace Auth.BrowserTests.Pages;

public sealed class AccountPage(Tab tab) : AnyPage(tab)
{
    public ILocator Button => Submit("nickname");

    public ILocator TakeConsentBackButton => Main.Locator("button[name=act][value=take-consent-back]");

    public static async Task<AccountPage> OpenAsync(Tab tab)
    {
        await tab.GoToAsync("/account");
        return new(tab);
    }

    public Task SaveAsync() => Tab.LeaveByAsync(Button);
}

public sealed class PasswordPage(Tab tab) : AnyPage(tab)
{
    public ILocator Button => Submit("newPassword");

    public static async Task<PasswordPage> OpenAsync(Tab tab)
    {
        await tab.GoToAsync("/account/password");
        return new(tab);
    }

    public async Task SubmitAsync(string current, string replacement, string? confirmation = null)
    {
        await Field("currentPassword").FillAsync(current);
        await Field("newPassword").FillAsync(replacement);
        await Field("newPasswordConfirm").FillAsync(confirmation ?? replacement);
        await Tab.LeaveByAsync(Button);
    }
}

public sealed class DevicesPage(Tab tab) : AnyPage(tab)
{
    /// <summary>One entry a session, each with its times.</summary>
    public ILocator Devices => Main.Locator("li:has(time)");

    /// <summary>The buttons that end one device; this one has none.</summary>
    public ILocator EndButtons => Devices.Locator("button[name=session]");

    public ILocator EndOthersButton => Main.Locator("button[name=act][value=end-others]");

    public static async Task<DevicesPage> OpenAsync(Tab tab)
    {
        await tab.GoToAsync("/account/devices");
        return new(tab);
    }
}

public sealed class ConfirmPage(Tab tab) : AnyPage(tab)
{
    public static async Task<ConfirmPage> OpenAsync(Tab tab)
    {
        await tab.GoToAsync("/account/confirm");
        return new(tab);
    }

    public async Task SubmitAsync(string password)
    {
        await Field("password").FillAsync(password);
        await Tab.LeaveByAsync(Submit("password"));
    }
}

public sealed class WithdrawPage(Tab tab) : AnyPage(tab)
{
    public ILocator Button => Submit("currentPassword");

    /// <summary>“I have read what will be deleted.”</summary>
    public Field Confirmation => Field("understood");

    public static async Task<WithdrawPage> OpenAsync(Tab tab)
    {
        await tab.GoToAsync("/account/withdraw");
        return new(tab);
    }

    public async Task SubmitAsync(string password)
    {
        await Field("currentPassword").FillAsync(password);
        await Confirmation.Control.CheckAsync();
        await Tab.LeaveByAsync(Button);
    }
}

public sealed class SetupPage(Tab tab) : AnyPage(tab)
{
    public ILocator Button => Submit("setupCode");

    public static async Task<SetupPage> OpenAsync(Tab tab)
    {
        await tab.GoToAsync("/setup");
        return new(tab);
    }
}

public sealed class MessagePage(Tab tab) : AnyPage(tab)
{
    /// <summary>The one way on.</summary>
    public ILocator Onward => Main.Locator("a.button");
}
