namespace Auth.IntegrationTests.Pages;

public sealed class WithdrawMemberPageTests(AuthApp app) : AuthTest(app)
{
    [Theory]
    [InlineData("ko", "gildong", "확인을 위해 아이디 gildong을(를) 입력해 주세요", "gildong 회원을 탈퇴시켰습니다.")]
    [InlineData("ko", "daniel", "확인을 위해 아이디 daniel을(를) 입력해 주세요", "daniel 회원을 탈퇴시켰습니다.")]
    [InlineData("en", "gildong", "Type the username gildong to confirm", "gildong is withdrawn.")]
    public async Task The_typed_username_withdraws_the_member_and_leads_back_to_the_list(string language, string username, string label, string notice)
    {
        using var administrator = await App.AdministratorsBrowserAsync(language);
        var member = await App.NewMemberAsync(App.FullRegistration(username));
        var page = await administrator.GetAsync($"/admin/users/{member.Id}/withdraw?role=member&sort=name");

        page.Text("label").ShouldBe(label);
        page.Find("#typedUsername").GetAttribute("autocomplete").ShouldBe("off");
        page.Find("button.danger").HasAttribute("disabled").ShouldBeFalse();
        var answer = await administrator.SubmitAsync(page, "main form", ("typedUsername", $" {username} "));

        answer.ShouldLeadTo("/admin/users?role=member&sort=name");
        (await App.FindUserAsync(member)).ShouldBeNull();
        var list = await administrator.FollowAsync(answer);
        list.Notice.ShouldBe(notice);
        list.Find("#notice").Remove();
        list.Document.DocumentElement.TextContent.ShouldNotContain(username);
        list.Document.DocumentElement.TextContent.ShouldNotContain("홍길동 길동");
        (await administrator.GetAsync($"/admin/users/{member.Id}/withdraw")).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gildon")]
    [InlineData("GILDONG")]
    [InlineData("홍길동")]
    public async Task Any_other_name_withdraws_nobody_and_is_kept(string typed)
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.Registration("gildong"));
        var page = await administrator.GetAsync($"/admin/users/{member.Id}/withdraw");

        var refused = await administrator.SubmitAsync(page, "main form", ("typedUsername", typed));

        refused.ShouldRefuse(422, "입력한 아이디가 다릅니다. gildong을(를) 그대로 입력해 주세요.");
        refused.ErrorAt("typedUsername").ShouldNotBeNull();
        refused.ValueOf("typedUsername").ShouldBe(typed);
        (await App.FindUserAsync(member)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_form_that_is_not_ours_withdraws_nobody()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.Registration("gildong"));

        (await administrator.PostAsync($"/admin/users/{member.Id}/withdraw", ("typedUsername", "gildong"))).Status.ShouldBe(400);

        (await App.FindUserAsync(member)).ShouldNotBeNull();
    }

    [Fact]
    public async Task It_shows_nothing_personal_but_the_name_to_type_and_so_records_no_view()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.FullRegistration("gildong"));

        var page = await administrator.GetAsync($"/admin/users/{member.Id}/withdraw");

        page.Text("main").ShouldContain("되돌릴 수 없습니다.");
        foreach (var personal in new[] { "홍길동", "gildong@example.com", "010-1234-5678" })
            page.Html.ShouldNotContain(personal);
        (await App.TrailOfAsync(member.Id)).ShouldNotContain("user_viewed");
    }

    [Fact]
    public async Task Ones_own_account_is_closed_with_ones_own_password()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var own = (await App.QueryAsync(db => Task.FromResult(db.Users.AsEnumerable().Single()))).Id;
        var token = (await administrator.GetAsync("/account")).Find("[name=csrf]").GetAttribute("value")!;

        (await administrator.GetAsync($"/admin/users/{own}/withdraw")).ShouldLeadTo("/account/withdraw");
        (await administrator.PostAsync($"/admin/users/{own}/withdraw", ("csrf", token), ("typedUsername", "administrator"))).ShouldLeadTo("/account/withdraw");

        (await administrator.GetAsync("/admin/users")).Status.ShouldBe(200);
    }
}
