using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.Domain.Credentials;
using Auth.Domain.Users;
using Auth.IntegrationTests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

/// <summary>What people read of passwords that are easy to guess.</summary>
public sealed class PasswordTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private const string Known = "password1";

    private static readonly Person Minji = new("minji-kim") { Nickname = "7" }; // shown in either language

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Signing_up_says_at_the_field_why_a_password_is_refused(string look)
    {
        var tab = await OpenAsync(look);
        var signUp = await SignUpPage.OpenAsync(tab);

        await signUp.SubmitAsync(Minji with { Password = Known });
        await signUp.ShouldRefuseAsync(("password", "널리 알려진 비밀번호입니다. 다른 비밀번호를 입력해 주세요.", "This password is widely known. Choose another."));

        await signUp.SubmitAsync(Minji with { Password = "minji-kim by the sea" });
        await signUp.ShouldRefuseAsync(("password", "비밀번호에 아이디가 들어 있습니다. 아이디가 없는 비밀번호를 입력해 주세요.", "The password contains the username. Choose one without it."));
        await tab.InspectAsync("sign-up-password-refused");
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task A_change_says_at_the_field_why_a_password_is_refused(string look)
    {
        var tab = await OpenAsync(Minji, look);
        var password = await PasswordPage.OpenAsync(tab);

        await password.SubmitAsync(Minji.Password, "홍길동의 조용한 저녁");

        await password.ShouldRefuseAsync(("newPassword", "비밀번호에 이름이 들어 있습니다. 이름이 없는 비밀번호를 입력해 주세요.", "The password contains the name. Choose one without it."));
        await tab.InspectAsync("password-refused");
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Whoever_logs_in_with_a_known_password_is_led_to_the_change(string look)
    {
        var id = new UserId(await RegisterAsync(Minji));
        var hash = BCrypt.Net.BCrypt.HashPassword(Known, 4);
        await App.WithDatabaseAsync(db => db.Credentials.Where(c => c.UserId == id).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.Scheme, PasswordScheme.BCrypt).SetProperty(c => c.Cost, 4).SetProperty(c => c.PepperId, (string?)null).SetProperty(c => c.Hash, hash)));
        var tab = await OpenAsync(look);

        await (await LoginPage.OpenAsync(tab)).SubmitAsync(Minji.Username, Known);

        var page = new AnyPage(tab);
        await page.ShouldNotifyAsync("지금 쓰는 비밀번호는 널리 알려져 있거나 알아맞히기 쉽습니다. 다른 비밀번호로 바꿔 주세요.", "Your password is widely known or easy to guess. Please change it.");
        await tab.InspectAsync("account-password-advised");
        await tab.LeaveByAsync(page.Notice.GetByRole(AriaRole.Link));
        tab.ShouldBeAt("/account/password");
    }
}
