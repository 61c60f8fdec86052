using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;

namespace Auth.BrowserTests;

/// <summary>A page in one of its states, by the name of its pictures, and how somebody gets there.</summary>
public sealed record PageState(string Name, Func<Scene, Task> ReachAsync);

/// <summary>Who walks, and whom they meet on the way.</summary>
public sealed record Scene(Tab Tab, Person Person, Guid Other);

/// <summary>Every page in every state that it is looked at in. A new page or state is one line here.</summary>
public static class PageStates
{
    public const string Locked = "locked";

    public static readonly PageState[] OfVisitor =
    [
        At("home", "/"),
        At("login", "/login"),
        new("login-errors", async s => await (await LoginPage.OpenAsync(s.Tab)).SubmitAsync("", "")),
        new("login-refused", async s => await (await LoginPage.OpenAsync(s.Tab)).SubmitAsync("nobody", "not the password")),
        new("login-locked", async s => await (await LoginPage.OpenAsync(s.Tab)).SubmitAsync(Locked, "not the password")),
        new("login-old-form", async s =>
        {
            var login = await LoginPage.OpenAsync(s.Tab);
            await s.Tab.Context.ClearCookiesAsync();
            await login.SubmitAsync("minji", "not the password");
        }),
        At("sign-up", "/sign-up"),
        new("sign-up-details", async s => await (await SignUpPage.OpenAsync(s.Tab)).OpenDetailsAsync()),
        new("sign-up-errors", async s => await (await SignUpPage.OpenAsync(s.Tab)).SubmitAsync()),
        new("sign-up-detail-errors", async s => await (await SignUpPage.OpenAsync(s.Tab)).SubmitAsync(s.Person with { Password = "short", Optional = Wrong(s) })),
        At("consent", "/consent"),
        At("message-withdrawn", "/message?code=withdrawn"),
        At("error-404", "/nowhere"),
    ];

    public static readonly PageState[] OfMember =
    [
        At("member-home", "/"),
        At("account", "/account"),
        new("account-saved", async s => await (await AccountPage.OpenAsync(s.Tab)).SaveAsync()),
        new("account-errors", async s =>
        {
            var account = await AccountPage.OpenAsync(s.Tab);
            await account.Field("nickname").FillAsync("");
            await new ProfileFields(account).FillAsync(Wrong(s));
            await account.SaveAsync();
        }),
        At("password", "/account/password"),
        new("password-errors", async s => await (await PasswordPage.OpenAsync(s.Tab)).SubmitAsync("", "short", "shorter")),
        At("devices", "/account/devices"),
        new("devices-ended", async s =>
        {
            var devices = await DevicesPage.OpenAsync(s.Tab);
            await s.Tab.LeaveByAsync(devices.EndButtons.First);
        }),
        At("confirm", "/account/confirm"),
        new("confirm-errors", async s => await (await ConfirmPage.OpenAsync(s.Tab)).SubmitAsync("not the password")),
        At("withdraw", "/account/withdraw"),
        new("withdraw-errors", async s => await s.Tab.LeaveByAsync((await WithdrawPage.OpenAsync(s.Tab)).Button)),
        At("error-403", "/admin/users"),
        At("setup", "/setup"),
        new("setup-errors", async s => await s.Tab.LeaveByAsync((await SetupPage.OpenAsync(s.Tab)).Button)),
        new("account-consent-taken-back", async s => await s.Tab.LeaveByAsync((await AccountPage.OpenAsync(s.Tab)).TakeConsentBackButton)),
        new("logged-out", async s => await new AnyPage(s.Tab).LogOutAsync()),
    ];

    public static readonly PageState[] OfAdministrator =
    [
        At("administrator-home", "/"),
        At("members", "/admin/users"),
        new("members-filtered", async s => await (await MembersPage.OpenAsync(s.Tab, "?role=member&status=active")).SearchAsync("member")),
        new("members-none", async s => await (await MembersPage.OpenAsync(s.Tab)).SearchAsync("nobody-at-all")),
        new("members-second-page", async s => await s.Tab.LeaveByAsync((await MembersPage.OpenAsync(s.Tab)).Paging("next"))),
        new("member", async s => await MemberPage.OpenAsync(s.Tab, s.Other)),
        new("member-suspended", async s => await s.Tab.LeaveByAsync((await MemberPage.OpenAsync(s.Tab, s.Other)).SuspendButton)),
        new("member-edit", async s => await EditMemberPage.OpenAsync(s.Tab, s.Other)),
        new("member-edit-errors", async s =>
        {
            var edit = await EditMemberPage.OpenAsync(s.Tab, s.Other);
            await edit.Field("name").FillAsync("");
            await new ProfileFields(edit).FillAsync(Wrong(s));
            await s.Tab.LeaveByAsync(edit.Button);
        }),
        new("member-withdraw", async s => await WithdrawMemberPage.OpenAsync(s.Tab, s.Other)),
        new("member-withdraw-errors", async s => await (await WithdrawMemberPage.OpenAsync(s.Tab, s.Other)).SubmitAsync("somebody-else")),
        At("members-not-loaded", "/admin/users?cursor=nonsense"),
        At("audit", "/admin/audit"),
        At("audit-none", "/admin/audit?type=nothing"),
    ];

    public static readonly PageState[] OfFirstAdministrator =
    [
        At("members-alone", "/admin/users"),
        new("member-oneself", async s => await MemberPage.OpenAsync(s.Tab, s.Other)),
        new("withdraw-last-administrator", async s => await (await WithdrawPage.OpenAsync(s.Tab)).SubmitAsync(s.Person.Password)),
    ];

    private static Details Wrong(Scene scene) => scene.Person.Optional! with { Email = "minji@", Phone = "02-123-4567", BirthDate = ("1998", "13", "7") };

    private static PageState At(string name, string path) => new(name, scene => scene.Tab.GoToAsync(path));
}
