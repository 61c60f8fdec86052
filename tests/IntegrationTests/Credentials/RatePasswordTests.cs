using Auth.IntegrationTests.Pages;

namespace Auth.IntegrationTests.Credentials;

/// <summary>A password that is only just good enough is taken with advice, where people are.</summary>
public sealed class RatePasswordTests(AuthApp app) : AuthTest(app)
{
    private const string Fair = "k7#mQ2xz";

    [Theory]
    [InlineData(Fair, "ko", "가입이 완료되었습니다. 비밀번호에 낱말을 더해 더 길게 쓰면 더 안전합니다.")]
    [InlineData(Fair, "en", "Your account is ready. More words would make your password safer still.")]
    [InlineData(AuthApp.Password, "ko", "가입이 완료되었습니다.")]
    [InlineData(AuthApp.Password, "en", "Your account is ready.")]
    public async Task Signing_up_says_so(string password, string language, string notice)
    {
        using var browser = new PageClient(App, language);

        var answer = await browser.SubmitAsync(
            await browser.GetAsync("/sign-up"), "main form",
            ("username", "alice"), ("password", password), ("passwordConfirm", password), ("name", "홍길동"), ("nickname", "길동"), ("consentToPersonalData", "true"));

        answer.ShouldLeadTo("/account");
        (await browser.FollowAsync(answer)).Notice.ShouldBe(notice);
    }

    [Theory]
    [InlineData("ko", "비밀번호를 바꿨습니다. 낱말을 더해 더 길게 쓰면 더 안전합니다.")]
    [InlineData("en", "Your password is changed. More words would make it safer still.")]
    public async Task A_change_says_so(string language, string notice)
    {
        using var browser = await PageClient.LoggedInAsync(App, (await App.NewMemberAsync()).Username, language: language);

        var answer = await browser.SubmitAsync(
            await browser.GetAsync("/account/password"), "main form", ("currentPassword", AuthApp.Password), ("newPassword", Fair), ("newPasswordConfirm", Fair));

        (await browser.FollowAsync(answer)).Notice.ShouldBe(notice);
    }
}
