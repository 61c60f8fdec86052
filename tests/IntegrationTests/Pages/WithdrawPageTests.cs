using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Pages;

public sealed class WithdrawPageTests(AuthApp app) : AuthTest(app)
{
    private const string Address = "/account/withdraw";
    private const string Button = "main form button.danger";

    [Fact]
    public async Task It_says_what_is_deleted_and_kept_and_offers_a_way_back()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var page = await browser.GetAsync(Address);

        page.Document.QuerySelectorAll(".lists h2").Select(h => h.TextContent).ShouldBe(["곧바로 지우는 정보", "남는 정보"]);
        page.Text("strong").ShouldBe("되돌릴 수 없습니다.");
        page.Find("main form a[href='/account']").TextContent.ShouldBe("취소");
        page.ValueOf("understood").ShouldBeNull();
    }

    [Fact]
    public async Task The_account_and_its_sessions_are_gone_and_the_browser_is_logged_out()
    {
        var elsewhere = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, elsewhere.Username);

        var answer = await browser.SubmitAsync(await browser.GetAsync(Address), Button, ("currentPassword", AuthApp.Password), ("understood", "true"));

        answer.ShouldLeadTo("/message?code=withdrawn");
        browser.Cookies.GetAllCookies().Select(c => c.Name).ShouldNotContain(name => name.EndsWith("access", StringComparison.Ordinal) || name.EndsWith("refresh", StringComparison.Ordinal));
        var message = await browser.FollowAsync(answer);
        message.Status.ShouldBe(200);
        message.Heading.ShouldBe("탈퇴가 완료되었습니다.");
        message.Notice.ShouldBeNull();
        (await browser.GetAsync("/account")).Location!.ShouldStartWith("/login");
        (await App.QueryAsync(db => db.Users.AnyAsync(u => u.Id == elsewhere.UserId))).ShouldBeFalse();
        await (await elsewhere.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.LoginAsync(elsewhere.Username)).ShouldBeProblemAsync(401, "invalid_credentials");
    }

    [Fact]
    public async Task Without_the_password_or_the_tick_nobody_goes()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var form = await browser.GetAsync(Address);

        var empty = await browser.SubmitAsync(form, Button);
        var unticked = await browser.SubmitAsync(form, Button, ("currentPassword", AuthApp.Password), ("understood", null));
        var wrong = await browser.SubmitAsync(form, Button, ("currentPassword", "not the password"), ("understood", "true"));

        empty.ShouldRefuse(422, "현재 비밀번호를 입력해 주세요.", "지워지는 정보를 확인했다고 표시해 주세요.");
        unticked.ShouldRefuse(422, "지워지는 정보를 확인했다고 표시해 주세요.");
        unticked.ErrorAt("understood").ShouldBe("지워지는 정보를 확인했다고 표시해 주세요.");
        unticked.Html.ShouldNotContain(AuthApp.Password);
        wrong.ShouldRefuse(422, "현재 비밀번호가 일치하지 않습니다.");
        wrong.ErrorAt("currentPassword").ShouldBe("현재 비밀번호가 일치하지 않습니다.");
        wrong.ValueOf("currentPassword").ShouldBe("");
        wrong.ValueOf("understood").ShouldBe("true");
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task The_last_administrator_stays_and_is_told_why()
    {
        var administrator = await App.NewAdministratorAsync();
        using var browser = await PageClient.LoggedInAsync(App, administrator.Username);

        var page = await browser.SubmitAsync(await browser.GetAsync(Address), Button, ("currentPassword", AuthApp.Password), ("understood", "true"));

        page.ShouldRefuse(422, "마지막 관리자는 탈퇴하거나 권한을 내려놓을 수 없습니다.");
        (await browser.GetAsync("/account")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task After_too_many_attempts_it_says_when_to_come_back()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var page = await browser.GetAsync(Address);
        for (var i = 0; i < 10; i++)
            page = await browser.SubmitAsync(page, Button, ("currentPassword", "not the password"), ("understood", "true"));

        page = await browser.SubmitAsync(page, Button, ("currentPassword", AuthApp.Password), ("understood", "true"));

        page.ShouldRefuse(429, "로그인 시도가 많아 잠시 막혔습니다. 15분 뒤에 다시 해 주세요.");
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }
}
