namespace Auth.IntegrationTests.Pages;

public sealed class EditMemberPageTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task It_shows_what_is_stored_and_saves_what_was_typed()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.FullRegistration("gildong"));
        var address = $"/admin/users/{member.Id}/edit?search=gil&status=active";
        var page = await administrator.GetAsync(address);

        page.Heading.ShouldBe("gildong 회원 정보 수정");
        foreach (var (field, value) in new[] { ("name", "홍길동"), ("nickname", "길동"), ("email", "gildong@example.com"), ("phone", "010-1234-5678"), ("birthMonth", "3"), ("gender", "female") })
            page.ValueOf(field).ShouldBe(value);
        var answer = await administrator.SubmitAsync(page, "main form", ("name", "성춘향"), ("email", ""), ("birthDay", "8"));

        answer.ShouldLeadTo($"/admin/users/{member.Id}?search=gil&status=active");
        (await administrator.FollowAsync(answer)).Notice.ShouldBe("gildong 회원의 정보를 저장했습니다.");
        var user = (await App.FindUserAsync(member))!;
        (user.Name, user.Nickname, user.Email, user.BirthDate).ShouldBe(("성춘향", "길동", null, new DateOnly(1998, 3, 8)));
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field_and_what_was_typed_stays()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.FullRegistration());
        var page = await administrator.GetAsync($"/admin/users/{member.Id}/edit");

        var refused = await administrator.SubmitAsync(page, "main form", ("name", ""), ("email", "nowhere"), ("nickname", "새 이름"), ("birthYear", ""));

        refused.ShouldRefuse(422, "이름을 입력해 주세요.", "이메일 주소를 name@example.com처럼 입력해 주세요.", "생년월일에 연도를 입력해 주세요.");
        refused.ErrorAt("email").ShouldBe("이메일 주소를 name@example.com처럼 입력해 주세요.");
        refused.ValueOf("email").ShouldBe("nowhere");
        refused.ValueOf("nickname").ShouldBe("새 이름");
    }

    [Theory]
    [InlineData("ko", "이 회원은 선택 정보에 동의하지 않아 선택 정보를 저장할 수 없습니다. 회원이 직접 동의해야 합니다.")]
    [InlineData("en", "This member has not agreed to the use of optional details, so none can be saved. Only the member can agree.")]
    public async Task Nobody_can_consent_for_a_member(string language, string sentence)
    {
        using var administrator = await App.AdministratorsBrowserAsync(language);
        var member = await App.NewMemberAsync();
        var page = await administrator.GetAsync($"/admin/users/{member.Id}/edit");

        page.Document.QuerySelectorAll("main input[type=checkbox]").ShouldBeEmpty();
        var refused = await administrator.SubmitAsync(page, "main form", ("phone", "010-1234-5678"));

        refused.ShouldRefuse(422, sentence);
        refused.Document.QuerySelectorAll("#errors a").ShouldBeEmpty();
        (await App.FindUserAsync(member))!.Phone.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_changed_meanwhile_is_shown_before_it_can_be_overwritten()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync();
        var page = await administrator.GetAsync($"/admin/users/{member.Id}/edit");
        await App.AdvanceAsync(TimeSpan.FromSeconds(1));
        await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { nickname = "그 사이" })).ShouldBeAsync(200);

        var refused = await administrator.SubmitAsync(page, "main form", ("nickname", "나중"));

        refused.ShouldRefuse(422, "그 사이 다른 곳에서 정보가 바뀌었습니다. 아래 새 내용을 확인해 주세요.");
        refused.ValueOf("nickname").ShouldBe("그 사이");
        (await administrator.SubmitAsync(refused, "main form", ("nickname", "나중"))).Status.ShouldBe(303);
        (await App.FindUserAsync(member))!.Nickname.ShouldBe("나중");
    }

    [Fact]
    public async Task It_changes_neither_role_nor_status_nor_anybody_else_whatever_is_sent()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();
        var token = (await administrator.GetAsync($"/admin/users/{member.Id}/edit")).Find("[name=csrf]").GetAttribute("value")!;

        var answer = await administrator.PostAsync(
            $"/admin/users/{member.Id}/edit", ("csrf", token), ("name", "성춘향"), ("role", "admin"), ("status", "suspended"), ("id", other.Id.ToString()));

        answer.Status.ShouldBe(303);
        var (changed, untouched) = ((await App.FindUserAsync(member))!, (await App.FindUserAsync(other))!);
        (changed.Name, changed.Role, changed.Status).ShouldBe(("성춘향", Domain.Users.Role.Member, Domain.Users.UserStatus.Active));
        untouched.Name.ShouldBe("홍길동");
    }

    [Fact]
    public async Task A_form_that_is_not_ours_changes_nothing()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync();

        (await administrator.PostAsync($"/admin/users/{member.Id}/edit", ("name", "성춘향"))).Status.ShouldBe(400);

        (await App.FindUserAsync(member))!.Name.ShouldBe("홍길동");
    }
}
