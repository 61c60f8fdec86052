using Auth.Domain.Credentials;
using Auth.IntegrationTests.Pages;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Sessions;

/// <summary>Whoever still has a password that could not be chosen today is asked to change it, and is locked out of nothing.</summary>
public sealed class LoginAdviceTests(AuthApp app) : AuthTest(app)
{
    private const string Known = "password1";

    [Theory]
    [InlineData("password1")] // on the list
    [InlineData("hgfedcba!")]
    [InlineData("short")]
    public async Task A_login_with_a_password_that_would_be_refused_now_says_so_and_succeeds(string password)
    {
        var member = await MemberWithAsync(password);

        var tokens = await (await App.LoginAsync(member.Username, password)).ShouldBeAsync(200);

        tokens.GetProperty("passwordChangeAdvised").GetBoolean().ShouldBeTrue();
        var renewed = await (await App.RefreshAsync(tokens.Text("refreshToken")!)).ShouldBeAsync(200);
        renewed.TryGetProperty("passwordChangeAdvised", out _).ShouldBeFalse("only a login knows the password");
    }

    [Fact]
    public async Task Other_logins_and_refused_ones_say_nothing()
    {
        var member = await MemberWithAsync(Known);
        var other = await App.NewMemberAsync();

        (await (await App.LoginAsync(other.Username)).ShouldBeAsync(200)).TryGetProperty("passwordChangeAdvised", out _).ShouldBeFalse();
        (await (await App.LoginAsync(member.Username, "password2")).TextAsync()).ShouldNotContain("advised", Case.Insensitive);
        (await (await App.LoginAsync("nobody", Known)).TextAsync()).ShouldNotContain("advised", Case.Insensitive);
        await App.WithDatabaseAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.Status, Domain.Users.UserStatus.Suspended)));
        (await (await App.LoginAsync(member.Username, Known)).TextAsync()).ShouldNotContain("advised", Case.Insensitive);
    }

    [Theory]
    [InlineData("ko", "/account", "지금 쓰는 비밀번호는 널리 알려져 있거나 알아맞히기 쉽습니다. 다른 비밀번호로 바꿔 주세요.", "비밀번호 바꾸기")]
    [InlineData("en", "/account/devices", "Your password is widely known or easy to guess. Please change it.", "Change password")]
    public async Task The_page_after_the_login_asks_for_another_with_the_way_to_it_once(string language, string next, string notice, string link)
    {
        var member = await MemberWithAsync(Known);
        using var browser = new PageClient(App, language);
        var answer = await browser.SubmitAsync(await browser.GetAsync($"/login?next={next}"), "main form", ("username", member.Username), ("password", Known));

        answer.ShouldLeadTo(next);
        var page = await browser.FollowAsync(answer);

        page.Notice.ShouldBe(notice);
        page.Text("#notice a").ShouldBe(link);
        page.Find("#notice a").GetAttribute("href").ShouldBe("/account/password");
        (await browser.GetAsync(next)).Notice.ShouldBeNull();
        var changed = await browser.SubmitAsync(
            await browser.GetAsync("/account/password"), "main form", ("currentPassword", Known), ("newPassword", AuthApp.Password), ("newPasswordConfirm", AuthApp.Password));
        changed.ShouldLeadTo("/account");
        using var again = await PageClient.LoggedInAsync(App, member.Username);
        (await again.GetAsync("/account")).Notice.ShouldBeNull();
    }

    /// <summary>Somebody whose password was set before there were rules: a bare hash of the original program.</summary>
    private async Task<Member> MemberWithAsync(string password)
    {
        var member = await App.NewMemberAsync();
        var hash = BCrypt.Net.BCrypt.HashPassword(password, 4);
        await App.WithDatabaseAsync(db => db.Credentials.Where(c => c.UserId == member.UserId).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.Scheme, PasswordScheme.BCrypt).SetProperty(c => c.Cost, 4).SetProperty(c => c.PepperId, (string?)null).SetProperty(c => c.Hash, hash)));
        return member;
    }
}
