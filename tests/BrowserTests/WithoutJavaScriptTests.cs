using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

/// <summary>Every task from its start to its end with scripts switched off.</summary>
public sealed class WithoutJavaScriptTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private const string NewPassword = "a longer and better one";

    private static readonly Person Minji = Person.WithDetails("minji");

    [Theory, InlineData("ko-light-360-nojs"), InlineData("en-dark-1280-nojs")]
    public async Task A_member_comes_stays_and_goes(string look)
    {
        var tab = await OpenAsync(look);
        var signUp = await SignUpPage.OpenAsync(tab);
        await signUp.SubmitAsync(Minji);
        await signUp.ShouldNotifyAsync("가입이 완료되었습니다.", "Your account is ready.");

        await signUp.LogOutAsync();
        await (await LoginPage.OpenAsync(tab)).SubmitAsync(Minji);
        tab.ShouldBeAt("/account");

        var account = new AccountPage(tab);
        await account.Field("nickname").FillAsync("새벽");
        await account.SaveAsync();
        await account.ShouldNotifyAsync("프로필을 저장했습니다.", "Your profile is saved.");

        (await App.LoginAsync(Minji.Username)).EnsureSuccessStatusCode();
        var devices = await DevicesPage.OpenAsync(tab);
        await tab.LeaveByAsync(devices.EndButtons);
        (await devices.Devices.CountAsync()).ShouldBe(1);

        await (await PasswordPage.OpenAsync(tab)).SubmitAsync(Minji.Password, NewPassword);
        await Assertions.Expect(account.Notice).ToBeVisibleAsync();

        await (await WithdrawPage.OpenAsync(tab)).SubmitAsync(NewPassword);
        tab.ShouldBeAt("/message?code=withdrawn");
    }

    [Theory, InlineData("ko-light-360-nojs"), InlineData("en-dark-1280-nojs")]
    public async Task An_administrator_finds_suspends_and_withdraws_a_member(string look)
    {
        await RegisterAsync(Minji);
        await RegisterAsync(new("sora"));
        var tab = await OpenAsAdministratorAsync(new("admin"), look);
        var members = await MembersPage.OpenAsync(tab);

        await members.SearchAsync("minji");
        (await members.UsernamesAsync()).ShouldBe(["minji"]);

        var member = await members.OpenMemberAsync("minji");
        await tab.LeaveByAsync(member.SuspendButton);
        await Assertions.Expect(member.Notice).ToBeVisibleAsync();
        await tab.LeaveByAsync(member.UndoButton);
        await Assertions.Expect(member.SuspendButton).ToBeVisibleAsync();

        await tab.LeaveByAsync(member.WithdrawLink);
        await new WithdrawMemberPage(tab).SubmitAsync("minji");
        await members.ShouldNotifyAsync("minji 회원을 탈퇴시켰습니다.", "minji is withdrawn.");
    }

    [Theory, InlineData("ko-light-360-nojs"), InlineData("en-dark-1280-nojs")]
    public async Task What_is_wrong_is_said_at_its_field(string look)
    {
        var signUp = await SignUpPage.OpenAsync(await OpenAsync(look));

        await signUp.SubmitAsync(Minji with { Password = "short" });

        await signUp.ShouldRefuseAsync(("password", "비밀번호는 8자 이상으로 입력해 주세요.", "Password must be 8 characters or more."));
        await new ProfileFields(signUp).ShouldShowAsync(Minji.Optional!);
    }

    [Fact]
    public async Task Nothing_is_offered_that_needs_a_script()
    {
        var login = await LoginPage.OpenAsync(await OpenAsync("ko-light-360-nojs"));

        await Assertions.Expect(login.Password.ShowButton).ToBeHiddenAsync();
    }
}
