using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

public sealed class AccountTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private const string NewPassword = "a longer and better one";

    private static readonly Person Minji = Person.WithDetails("minji");

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task The_profile_is_saved(string look)
    {
        var tab = await OpenAsync(Minji, look);
        var account = await AccountPage.OpenAsync(tab);
        await new ProfileFields(account).ShouldShowAsync(Minji.Optional!);
        var changed = new Details("new@example.com") { Phone = "010-8765-4321", BirthDate = ("2001", "12", "31"), Gender = "male", Introduction = "바뀐 소개" };
        await account.Field("nickname").FillAsync("새벽");
        await new ProfileFields(account).FillAsync(changed);

        await account.SaveAsync();

        tab.ShouldBeAt("/account");
        await account.ShouldNotifyAsync("프로필을 저장했습니다.", "Your profile is saved.");
        (await account.Field("nickname").ValueAsync()).ShouldBe("새벽");
        await new ProfileFields(account).ShouldShowAsync(changed);
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Wrong_details_are_refused_and_kept_as_typed(string look)
    {
        var tab = await OpenAsync(Minji, look);
        var account = await AccountPage.OpenAsync(tab);
        var wrong = Minji.Optional! with { Email = "minji@", Phone = "02-123-4567", BirthDate = ("1998", "2", "30") };
        await account.Field("name").FillAsync("");
        await account.Field("nickname").FillAsync("");
        await new ProfileFields(account).FillAsync(wrong);

        await account.SaveAsync();

        await account.ShouldRefuseAsync(
            ("name", "이름을 입력해 주세요.", "Enter your name."),
            ("nickname", "닉네임을 입력해 주세요.", "Enter a nickname."),
            ("email", "이메일 주소를 name@example.com처럼 입력해 주세요.", "Enter an email address like name@example.com."),
            ("phone", "휴대전화 번호를 010-1234-5678처럼 입력해 주세요.", "Enter a mobile number like 010-1234-5678."),
            ("birthYear", "달력에 있는 날짜를 입력해 주세요.", "Enter a real date."));
        await new ProfileFields(account).ShouldShowAsync(wrong);
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Taking_the_optional_consent_back_deletes_the_optional_details(string look)
    {
        var tab = await OpenAsync(Minji, look);
        var account = await AccountPage.OpenAsync(tab);

        await tab.LeaveByAsync(account.TakeConsentBackButton);

        await account.ShouldNotifyAsync(
            "선택 동의를 철회하고 선택 정보를 지웠습니다.", "The optional consent is taken back and the optional details are deleted.");
        await new ProfileFields(account).ShouldShowAsync(new("") { Phone = "", BirthDate = ("", "", ""), Gender = "unspecified", Introduction = "" });
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task What_changed_elsewhere_meanwhile_is_shown_instead_of_overwritten(string look)
    {
        var tab = await OpenAsync(Minji, look);
        var account = await AccountPage.OpenAsync(tab);
        var elsewhere = await AccountPage.OpenAsync(await LogInAsync(Minji, look));
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        await elsewhere.Field("nickname").FillAsync("새벽");
        await elsewhere.SaveAsync();
        await account.Field("nickname").FillAsync("노을");

        await account.SaveAsync();

        tab.Answer.Status.ShouldBe(422);
        await Assertions.Expect(account.Errors).ToContainTextAsync(
            tab.Says("그 사이 다른 곳에서 정보가 바뀌었습니다. 아래 새 내용을 확인해 주세요.", "The details changed elsewhere meanwhile. Check the new values below."));
        (await account.Field("nickname").ValueAsync()).ShouldBe("새벽");
    }

    [Fact]
    public async Task A_form_sent_with_an_expired_access_token_arrives_with_all_that_was_typed()
    {
        var tab = await OpenAsync(Minji, "ko-light-1280");
        var account = await AccountPage.OpenAsync(tab);
        await App.AdvanceAsync(TimeSpan.FromMinutes(11));
        await account.Field("nickname").FillAsync("새벽");

        await account.SaveAsync();

        await account.ShouldNotifyAsync("프로필을 저장했습니다.", "Your profile is saved.");
        (await account.Field("nickname").ValueAsync()).ShouldBe("새벽");
    }

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task A_changed_password_ends_the_other_devices(string look)
    {
        var tab = await OpenAsync(Minji, look);
        var other = await LogInAsync(Minji, look);
        var password = await PasswordPage.OpenAsync(tab);

        await password.SubmitAsync(Minji.Password, NewPassword);

        await password.ShouldNotifyAsync("비밀번호를 바꿨습니다.", "Your password is changed.");
        await other.GoToAsync("/account");
        other.ShouldBeAt("/login?next=%2Faccount");
        await new LoginPage(other).SubmitAsync(Minji.Username, NewPassword);
        other.ShouldBeAt("/account");
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task A_password_is_not_changed_without_the_current_one(string look)
    {
        var password = await PasswordPage.OpenAsync(await OpenAsync(Minji, look));

        await password.SubmitAsync("", "");
        await password.ShouldRefuseAsync(
            ("currentPassword", "현재 비밀번호를 입력해 주세요.", "Enter your current password."),
            ("newPassword", "새 비밀번호를 입력해 주세요.", "Enter a new password."));

        await password.SubmitAsync("not the password", NewPassword);
        await password.ShouldRefuseAsync(("currentPassword", "현재 비밀번호가 일치하지 않습니다.", "The current password does not match."));

        await password.SubmitAsync(Minji.Password, NewPassword, NewPassword + "!");
        await password.ShouldRefuseAsync(("newPasswordConfirm", "두 비밀번호가 서로 다릅니다.", "The two passwords differ."));
    }

    [Fact]
    public async Task A_password_manager_learns_whose_password_it_is()
    {
        var password = await PasswordPage.OpenAsync(await OpenAsync(Minji, "ko-light-1280"));

        var name = password.Main.Locator("input[name=username]");
        (await name.InputValueAsync()).ShouldBe(Minji.Username);
        (await name.GetAttributeAsync("autocomplete")).ShouldBe("username");
        (await password.Field("currentPassword").Control.GetAttributeAsync("autocomplete")).ShouldBe("current-password");
        (await password.Field("newPassword").Control.GetAttributeAsync("autocomplete")).ShouldBe("new-password");
        (await password.Field("newPasswordConfirm").Control.GetAttributeAsync("autocomplete")).ShouldBe("new-password");
    }

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task Another_device_is_logged_out(string look)
    {
        var tab = await OpenAsync(Minji, look);
        var other = await LogInAsync(Minji, look);
        var devices = await DevicesPage.OpenAsync(tab);
        (await devices.Devices.CountAsync()).ShouldBe(2);
        (await devices.EndButtons.CountAsync()).ShouldBe(1);

        await tab.LeaveByAsync(devices.EndButtons);

        await Assertions.Expect(devices.Notice).ToBeVisibleAsync();
        (await devices.Devices.CountAsync()).ShouldBe(1);
        await other.GoToAsync("/account");
        other.ShouldBeAt("/login?next=%2Faccount");
    }

    [Fact]
    public async Task All_other_devices_are_logged_out_at_once()
    {
        var tab = await OpenAsync(Minji, "ko-light-1280");
        (await App.LoginAsync(Minji.Username)).EnsureSuccessStatusCode();
        (await App.LoginAsync(Minji.Username)).EnsureSuccessStatusCode();
        var devices = await DevicesPage.OpenAsync(tab);
        (await devices.Devices.CountAsync()).ShouldBe(3);

        await tab.LeaveByAsync(devices.EndOthersButton);

        (await devices.Devices.CountAsync()).ShouldBe(1);
        (await devices.EndOthersButton.CountAsync()).ShouldBe(0);
    }

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task The_account_is_closed_for_good(string look)
    {
        var tab = await OpenAsync(Minji, look);
        var withdraw = await WithdrawPage.OpenAsync(tab);
        await Assertions.Expect(withdraw.Main).ToContainTextAsync(tab.Says("되돌릴 수 없습니다.", "This cannot be undone."));

        await withdraw.SubmitAsync(Minji.Password);

        tab.ShouldBeAt("/message?code=withdrawn");
        await withdraw.ShouldBeTitledAsync("탈퇴가 완료되었습니다.", "Your account is closed.");
        await Assertions.Expect(withdraw.LogOutButton).ToHaveCountAsync(0);
        var login = await LoginPage.OpenAsync(tab);
        await login.SubmitAsync(Minji);
        await login.ShouldRefuseAsync(("username", "아이디 또는 비밀번호가 일치하지 않습니다.", "The username or password does not match."));
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task The_account_is_not_closed_without_password_and_confirmation(string look)
    {
        var tab = await OpenAsync(Minji, look);
        var withdraw = await WithdrawPage.OpenAsync(tab);
        await tab.LeaveByAsync(withdraw.Button);
        tab.Answer.Status.ShouldBe(422);
        (await withdraw.Field("currentPassword").MarkedWrongAsync()).ShouldBeTrue();
        (await withdraw.Confirmation.MarkedWrongAsync()).ShouldBeTrue();

        await withdraw.SubmitAsync("not the password");
        await withdraw.ShouldRefuseAsync(("currentPassword", "현재 비밀번호가 일치하지 않습니다.", "The current password does not match."));
    }

    [Fact]
    public async Task The_well_known_address_leads_to_the_password()
    {
        var tab = await OpenAsync(Minji, "ko-light-1280");

        await tab.GoToAsync("/.well-known/change-password");

        tab.ShouldBeAt("/account/password");
    }
}
