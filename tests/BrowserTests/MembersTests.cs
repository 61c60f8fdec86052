using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

public sealed class MembersTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private static readonly Person Admin = new("admin");
    private static readonly Person Minji = Person.WithDetails("minji");

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task A_search_finds_by_name_and_email_and_stays_in_the_address(string look)
    {
        await RegisterAsync(Minji with { Name = "김민지" });
        await RegisterAsync(new("sora"));
        var tab = await OpenAsAdministratorAsync(Admin, look);
        var members = await MembersPage.OpenAsync(tab);
        (await members.UsernamesAsync()).ShouldBe(["admin", "sora", "minji"]);

        foreach (var text in new[] { "minji", "김민지", "minji@example" })
        {
            await members.SearchAsync(text);
            tab.Path.ShouldContain($"search={Uri.EscapeDataString(text)}");
            (await members.UsernamesAsync()).ShouldBe(["minji"]);
            (await members.Field("search").ValueAsync()).ShouldBe(text);
        }

        await Assertions.Expect(members.Row("minji")).ToContainTextAsync("010-****-5678");
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task A_filter_can_be_taken_away_again(string look)
    {
        await RegisterAsync(Minji);
        var tab = await OpenAsAdministratorAsync(Admin, look);
        var members = await MembersPage.OpenAsync(tab);

        await members.FilterAsync("role", "admin");
        (await members.UsernamesAsync()).ShouldBe(["admin"]);

        await tab.LeaveByAsync(members.ClearFilters);
        (await members.UsernamesAsync()).ShouldBe(["admin", "minji"]);
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Nobody_found_says_what_to_do(string look)
    {
        var tab = await OpenAsAdministratorAsync(Admin, look);
        var members = await MembersPage.OpenAsync(tab);

        await members.SearchAsync("nobody-at-all");

        await Assertions.Expect(members.Main).ToContainTextAsync(tab.Says("찾는 회원이 없습니다", "No members found"));
        await Assertions.Expect(members.Main).ToContainTextAsync(tab.Says("검색어를 줄이거나 조건을 지워 보세요.", "Try a shorter word or clear the filters."));
    }

    [Fact]
    public async Task Pages_lead_forth_and_back()
    {
        for (var i = 0; i < 45; i++)
            await RegisterAsync(new($"member{i:00}"));
        var tab = await OpenAsAdministratorAsync(Admin, "ko-light-1280");
        var members = await MembersPage.OpenAsync(tab);
        var first = await members.UsernamesAsync();
        first.Length.ShouldBe(20);
        first[0].ShouldBe("admin");

        await tab.LeaveByAsync(members.Paging("next"));
        var second = await members.UsernamesAsync();
        second[0].ShouldBe("member25");
        await tab.LeaveByAsync(members.Paging("next"));
        (await members.UsernamesAsync()).Length.ShouldBe(6);
        (await members.Paging("next").CountAsync()).ShouldBe(0);

        await tab.LeaveByAsync(members.Paging("prev"));
        (await members.UsernamesAsync()).ShouldBe(second);
        await tab.LeaveByAsync(members.Paging("first"));
        (await members.UsernamesAsync()).ShouldBe(first);
    }

    [Fact]
    public async Task The_order_is_chosen_at_the_head_of_the_table()
    {
        await RegisterAsync(new("zoe"));
        await RegisterAsync(Minji);
        var tab = await OpenAsAdministratorAsync(Admin, "ko-light-1280");
        var members = await MembersPage.OpenAsync(tab);

        await tab.LeaveByAsync(members.SortLink("username").First);

        (await members.UsernamesAsync()).ShouldBe(["admin", "minji", "zoe"]);
        (await members.Main.Locator("th[aria-sort=ascending]").CountAsync()).ShouldBe(1);
    }

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task A_member_is_suspended_and_the_act_undone(string look)
    {
        await RegisterAsync(Minji);
        var tab = await OpenAsAdministratorAsync(Admin, look);
        var member = await (await MembersPage.OpenAsync(tab)).OpenMemberAsync("minji");
        await Assertions.Expect(member.Main).ToContainTextAsync(tab.Says("이 열람은 기록됩니다.", "This view is recorded."));

        await tab.LeaveByAsync(member.SuspendButton);
        await Assertions.Expect(member.Notice).ToBeVisibleAsync();
        await Assertions.Expect(member.RestoreButton).ToBeVisibleAsync();
        ((int)(await App.LoginAsync("minji")).StatusCode).ShouldBe(403);

        await tab.LeaveByAsync(member.UndoButton);
        await Assertions.Expect(member.SuspendButton).ToBeVisibleAsync();
        ((int)(await App.LoginAsync("minji")).StatusCode).ShouldBe(200);
    }

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task A_member_is_withdrawn_by_typing_the_name(string look)
    {
        await RegisterAsync(Minji);
        var tab = await OpenAsAdministratorAsync(Admin, look);
        var member = await (await MembersPage.OpenAsync(tab)).OpenMemberAsync("minji");
        await tab.LeaveByAsync(member.WithdrawLink);
        var withdraw = new WithdrawMemberPage(tab);

        await withdraw.SubmitAsync("minjee");
        await withdraw.ShouldRefuseAsync(
            ("typedUsername", "입력한 아이디가 다릅니다. minji을(를) 그대로 입력해 주세요.", "That is not the username. Type minji exactly."));

        await withdraw.SubmitAsync("minji");
        tab.ShouldBeAt("/admin/users");
        await withdraw.ShouldNotifyAsync("minji 회원을 탈퇴시켰습니다.", "minji is withdrawn.");
        (await new MembersPage(tab).UsernamesAsync()).ShouldBe(["admin"]);
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task The_details_of_a_member_are_changed(string look)
    {
        var id = await RegisterAsync(Minji);
        var tab = await OpenAsAdministratorAsync(Admin, look);
        var edit = await EditMemberPage.OpenAsync(tab, id);
        await new ProfileFields(edit).ShouldShowAsync(Minji.Optional!);

        await edit.Field("name").FillAsync("");
        await edit.Field("email").FillAsync("minji@");
        await tab.LeaveByAsync(edit.Button);
        await edit.ShouldRefuseAsync(
            ("name", "이름을 입력해 주세요.", "Enter your name."),
            ("email", "이메일 주소를 name@example.com처럼 입력해 주세요.", "Enter an email address like name@example.com."));

        await edit.Field("name").FillAsync("김민지");
        await edit.Field("email").FillAsync("new@example.com");
        await tab.LeaveByAsync(edit.Button);
        tab.ShouldBeAt($"/admin/users/{id}");
        await edit.ShouldNotifyAsync("minji 회원의 정보를 저장했습니다.", "The details of minji are saved.");
        await Assertions.Expect(edit.Main).ToContainTextAsync("new@example.com");
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task A_member_becomes_an_administrator(string look)
    {
        var id = await RegisterAsync(Minji);
        var tab = await OpenAsAdministratorAsync(Admin, look);
        var member = await MemberPage.OpenAsync(tab, id);

        await member.Field("role").Control.SelectOptionAsync("admin");
        await tab.LeaveByAsync(member.RoleButton);

        await member.ShouldNotifyAsync("minji 회원의 역할을 저장했습니다.", "The role of minji is saved.");
        (await (await MembersPage.OpenAsync(tab, "?role=admin")).UsernamesAsync()).ShouldBe(["admin", "minji"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_way_back_keeps_the_filters()
    {
        await RegisterAsync(Minji);
        var tab = await OpenAsAdministratorAsync(Admin, "ko-light-1280");
        var members = await MembersPage.OpenAsync(tab, "?role=member&sort=username");
        var member = await members.OpenMemberAsync("minji");

        await tab.LeaveByAsync(member.BackLink);

        tab.ShouldBeAt("/admin/users?role=member&sort=username");
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task The_last_administrator_stays(string look)
    {
        var id = await RegisterAsync(Admin);
        await MakeAdministratorAsync(id);
        var tab = await LogInAsync(Admin, look);
        var member = await MemberPage.OpenAsync(tab, id);
        (await member.SuspendButton.CountAsync()).ShouldBe(0);
        (await member.WithdrawLink.CountAsync()).ShouldBe(0);

        var withdraw = await WithdrawPage.OpenAsync(tab);
        await withdraw.SubmitAsync(Admin.Password);

        tab.Answer.Status.ShouldBe(422);
        await Assertions.Expect(withdraw.Errors).ToContainTextAsync(
            tab.Says("마지막 관리자는 탈퇴하거나 권한을 내려놓을 수 없습니다.", "The last administrator cannot leave or be demoted."));
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task A_member_may_not_see_any_of_it(string look)
    {
        var id = await RegisterAsync(new("sora"));
        var tab = await OpenAsync(Minji, look);

        foreach (var path in new[] { "/admin/users", $"/admin/users/{id}", $"/admin/users/{id}/withdraw", "/admin/audit" })
        {
            await tab.GoToAsync(path);
            tab.Answer.Status.ShouldBe(403);
            tab.ShouldBeAt(path);
            await new AnyPage(tab).ShouldBeTitledAsync("이 페이지를 볼 수 없습니다", "You cannot see this page");
        }
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task A_member_that_nobody_has_is_not_found(string look)
    {
        var tab = await OpenAsAdministratorAsync(Admin, look);

        await MemberPage.OpenAsync(tab, Guid.CreateVersion7());

        tab.Answer.Status.ShouldBe(404);
        await new AnyPage(tab).ShouldBeTitledAsync("페이지를 찾을 수 없습니다", "Page not found");
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task The_audit_record_tells_who_did_what_to_whom(string look)
    {
        var id = await RegisterAsync(Minji);
        var tab = await OpenAsAdministratorAsync(Admin, look);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        await MemberPage.OpenAsync(tab, id);

        var audit = await AuditPage.OpenAsync(tab);

        await Assertions.Expect(audit.Rows.First).ToContainTextAsync("admin");
        await Assertions.Expect(audit.Rows.First).ToContainTextAsync("minji");
    }

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task An_act_of_an_old_login_asks_for_the_password_in_between_and_is_done_then(string look)
    {
        var other = await RegisterAsync(Minji);
        var tab = await OpenAsAdministratorAsync(Admin, look);
        await App.AdvanceAsync(TimeSpan.FromMinutes(11));

        await tab.LeaveByAsync((await MemberPage.OpenAsync(tab, other)).SuspendButton);
        var confirm = new ConfirmPage(tab);
        await Assertions.Expect(confirm.Main).ToContainTextAsync(tab.Says("비밀번호를 입력해 주세요", "Enter your password"));
        await confirm.SubmitAsync(Admin.Password);

        tab.Path.ShouldStartWith($"/admin/users/{other}");
        await Assertions.Expect(new MemberPage(tab).Main).ToContainTextAsync(tab.Says("정지 풀기", "Restore"));
    }
}
