namespace Auth.IntegrationTests.Pages;

public sealed class PasswordPageTests(AuthApp app) : AuthTest(app)
{
    private const string Address = "/account/password";
    private const string Form = "main form";
    private const string NewPassword = "an entirely new password";

    [Fact]
    public async Task The_new_password_holds_and_every_other_device_is_logged_out()
    {
        var elsewhere = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, elsewhere.Username);
        var form = await browser.GetAsync(Address);
        form.Text("main").ShouldContain("다른 기기에서는 로그아웃됩니다.");

        var answer = await ChangeAsync(browser, form, AuthApp.Password, NewPassword, NewPassword);

        answer.ShouldLeadTo("/account");
        var page = await browser.FollowAsync(answer);
        page.Status.ShouldBe(200);
        page.Notice.ShouldBe("비밀번호를 바꿨습니다.");
        (await browser.GetAsync("/account")).Notice.ShouldBeNull();
        await (await elsewhere.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.LoginAsync(elsewhere.Username, NewPassword)).ShouldBeAsync(200);
        await (await App.LoginAsync(elsewhere.Username)).ShouldBeProblemAsync(401, "invalid_credentials");
    }

    [Fact]
    public async Task Password_managers_find_the_username_and_know_the_fields()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var page = await browser.GetAsync(Address);

        page.ValueOf("username").ShouldBe(member.Username);
        page.Document.QuerySelectorAll("main form input:not([type=hidden])").Select(i => i.GetAttribute("autocomplete"))
            .ShouldBe(["username", "current-password", "new-password", "new-password"]);
        page.Document.QuerySelectorAll("main form input").ShouldAllBe(i => i.GetAttribute("maxlength") == null);
        page.Text("#newPassword-hint").ShouldBe("8자 이상. 문장처럼 길게 써도 됩니다.");
    }

    [Fact]
    public async Task A_wrong_current_password_is_named_at_its_field_and_no_password_is_shown_again()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var page = await ChangeAsync(browser, await browser.GetAsync(Address), "not the password", NewPassword, NewPassword);

        page.ShouldRefuse(422, "현재 비밀번호가 일치하지 않습니다.");
        page.ErrorAt("currentPassword").ShouldBe("현재 비밀번호가 일치하지 않습니다.");
        foreach (var field in new[] { "currentPassword", "newPassword", "newPasswordConfirm" })
            page.ValueOf(field).ShouldBe("");
        page.Html.ShouldNotContain("not the password");
        page.Html.ShouldNotContain(NewPassword);
        await (await App.LoginAsync(member.Username)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var form = await browser.GetAsync(Address);

        var empty = await browser.SubmitAsync(form, Form);
        var wrong = await ChangeAsync(browser, form, "", "seven77", "seven78");

        empty.ShouldRefuse(422, "현재 비밀번호를 입력해 주세요.", "새 비밀번호를 입력해 주세요.");
        wrong.ShouldRefuse(422, "현재 비밀번호를 입력해 주세요.", "비밀번호는 8자 이상으로 입력해 주세요.", "두 비밀번호가 서로 다릅니다.");
        wrong.ErrorAt("newPassword").ShouldBe("비밀번호는 8자 이상으로 입력해 주세요.");
        wrong.ErrorAt("newPasswordConfirm").ShouldBe("두 비밀번호가 서로 다릅니다.");
    }

    [Fact]
    public async Task A_second_typing_that_differs_changes_nothing()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var page = await ChangeAsync(browser, await browser.GetAsync(Address), AuthApp.Password, NewPassword, $"{NewPassword} ");

        page.ShouldRefuse(422, "두 비밀번호가 서로 다릅니다.");
        await (await App.LoginAsync(member.Username)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task After_too_many_attempts_the_form_stays_and_says_when_to_come_back()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var page = await browser.GetAsync(Address);
        for (var i = 0; i < 10; i++)
            page = await ChangeAsync(browser, page, "not the password", NewPassword, NewPassword);

        page = await ChangeAsync(browser, page, AuthApp.Password, NewPassword, NewPassword);

        page.ShouldRefuse(429, "로그인 시도가 많아 잠시 막혔습니다. 15분 뒤에 다시 해 주세요.");
        page.Response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(15));
        page.Find("#currentPassword");
    }

    private static Task<PageView> ChangeAsync(PageClient browser, PageView form, string current, string next, string confirmation) =>
        browser.SubmitAsync(form, Form, ("currentPassword", current), ("newPassword", next), ("newPasswordConfirm", confirmation));
}
