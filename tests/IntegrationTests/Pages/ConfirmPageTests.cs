using Auth.Domain.Users;

namespace Auth.IntegrationTests.Pages;

public sealed class ConfirmPageTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task An_act_that_is_hard_to_undo_is_done_after_the_password_was_entered_in_between()
    {
        await App.PromoteAsync(await App.NewMemberAsync(App.Registration("administrator")));
        using var administrator = await BrowserAsync("administrator");
        var member = await App.NewMemberAsync(App.Registration("gildong"));
        await App.AdvanceAsync(TimeSpan.FromMinutes(30));
        var page = await administrator.GetAsync($"/admin/users/{member.Id}");

        var between = await administrator.SubmitAsync(page, "button[value=suspend]");
        between.Status.ShouldBe(403);
        between.Heading.ShouldBe("비밀번호 확인");
        var wrong = await administrator.SubmitAsync(between, "main form", ("password", "not the password"));
        wrong.ShouldRefuse(422, "현재 비밀번호가 일치하지 않습니다.");
        (await App.FindUserAsync(member))!.Status.ShouldBe(UserStatus.Active);

        var done = await administrator.SubmitAsync(wrong, "main form", ("password", AuthApp.Password));
        done.Address.ShouldBe($"/admin/users/{member.Id}");
        (await App.FindUserAsync(member))!.Status.ShouldBe(UserStatus.Suspended);
        (await administrator.SubmitAsync(done, "button[value=restore]")).Address.ShouldBe($"/admin/users/{member.Id}");
        (await App.FindUserAsync(member))!.Status.ShouldBe(UserStatus.Active, "the password was entered just now");
    }

    [Fact]
    public async Task A_form_with_many_fields_arrives_as_it_was_typed()
    {
        await App.NewMemberAsync(App.FullRegistration("gildong"));
        using var browser = await BrowserAsync("gildong");
        await App.AdvanceAsync(TimeSpan.FromMinutes(30));

        var between = await browser.SubmitAsync(
            await browser.GetAsync("/account"), "main form", ("email", "other@example.com"), ("nickname", "<b>\"별명\" & 'co'"), ("introduction", "첫 줄\r\n둘째 줄"));
        between.Heading.ShouldBe("비밀번호 확인");
        var saved = await browser.SubmitAsync(between, "main form", ("password", AuthApp.Password));

        saved.Address.ShouldBe("/account");
        saved.ValueOf("email").ShouldBe("other@example.com");
        saved.ValueOf("nickname").ShouldBe("<b>\"별명\" & 'co'");
        saved.ValueOf("introduction").ShouldBe("첫 줄\n둘째 줄");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task It_sends_the_form_to_no_other_site(string next)
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var form = await browser.GetAsync("/account/password");
        var token = form.ValueOf("csrf")!;

        var answer = await browser.PostAsync($"/account/confirm?next={Uri.EscapeDataString(next)}", ("nickname", "별명"), ("password", AuthApp.Password), ("csrf", token));

        answer.Status.ShouldBe(307);
        answer.Location.ShouldBe("/account");
    }

    [Fact]
    public async Task It_takes_no_form_of_another_site_and_leads_back_where_there_was_no_form()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        (await browser.PostAsync("/account/confirm?next=/account", ("password", AuthApp.Password))).Status.ShouldBe(400);
        var page = await browser.GetAsync("/account/confirm?next=/account/devices");
        (await browser.SubmitAsync(page, "main form", ("password", AuthApp.Password))).ShouldLeadTo("/account/devices");
    }

    /// <summary>A browser that follows redirects, with the form where it is told to (307).</summary>
    private async Task<PageClient> BrowserAsync(string username)
    {
        var browser = new PageClient(App.Client.BaseAddress!, followsRedirects: true);
        (await browser.SubmitAsync(await browser.GetAsync("/login"), "main form", ("username", username), ("password", AuthApp.Password))).Address.ShouldBe("/account");
        return browser;
    }
}
