using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Pages;

public sealed class MemberPageTests(AuthApp app) : AuthTest(app)
{
    private const string Self = "본인 계정의 상태와 역할은 다른 관리자가 바꿀 수 있습니다. 기기와 탈퇴는 내 정보에서 관리해 주세요.";
    private const string Last = "마지막 관리자는 탈퇴하거나 권한을 내려놓을 수 없습니다.";

    [Fact]
    public async Task It_shows_a_members_personal_data_and_devices_and_that_is_recorded()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.FullRegistration("gildong"));
        using var phone = new PageClient(App, userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1");
        await phone.SubmitAsync(await phone.GetAsync("/login"), "main form", ("username", "gildong"), ("password", AuthApp.Password));

        var page = await administrator.GetAsync($"/admin/users/{member.Id}");

        page.Status.ShouldBe(200);
        page.Heading.ShouldBe("홍길동 gildong");
        page.Text("main").ShouldContain("이 열람은 기록됩니다.");
        foreach (var shown in new[] { "길동", "gildong@example.com", "010-1234-5678", "1998년 3월 7일", "여성", "반갑습니다.\nNice to meet you." })
            page.Document.QuerySelectorAll("dd").Select(d => d.TextContent).ShouldContain(shown);
        page.Document.QuerySelectorAll(".devices h3").Select(h => h.TextContent).ShouldBe(["알 수 없는 기기", "Safari · iPhone"], ignoreOrder: true);
        (await App.TrailOfAsync(member.Id)).Where(t => t.StartsWith("user_", StringComparison.Ordinal)).ShouldBe(["user_registered", "user_viewed", "user_devices_viewed"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_member_did_not_give_is_said_to_be_missing()
    {
        using var administrator = await App.AdministratorsBrowserAsync("en");
        var member = await App.NewMemberAsync();

        var page = await administrator.GetAsync($"/admin/users/{member.Id}");

        page.Document.QuerySelectorAll(".card:has(h2) > .data dd").Take(6).Select(d => d.TextContent).ShouldBe(["길동", "None", "None", "None", "None", "None"]);
    }

    [Theory]
    [InlineData("/admin/users/01a20132-6690-7b6a-9dd5-52967f107b3d")]
    [InlineData("/admin/users/01a20132-6690-7b6a-9dd5-52967f107b3d/edit")]
    [InlineData("/admin/users/01a20132-6690-7b6a-9dd5-52967f107b3d/withdraw")]
    [InlineData("/admin/users/nobody")]
    public async Task Somebody_who_is_not_there_is_not_found(string address)
    {
        using var administrator = await App.AdministratorsBrowserAsync();

        (await administrator.GetAsync(address)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Suspending_ends_the_sessions_at_once_and_can_be_undone_where_it_is_told()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.Registration("gildong"));
        var address = $"/admin/users/{member.Id}?search=gil";

        var answer = await administrator.SubmitAsync(await administrator.GetAsync(address), "button[value=suspend]");
        answer.ShouldLeadTo(address);
        var suspended = await administrator.FollowAsync(answer);

        suspended.Notice.ShouldBe("gildong 회원을 정지했습니다.");
        suspended.Text(".heading .badge").ShouldBe("정지");
        suspended.Document.QuerySelectorAll(".devices li").ShouldBeEmpty();
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        var restored = await administrator.FollowAsync(await administrator.SubmitAsync(suspended, "#notice button"));
        restored.Notice.ShouldBe("gildong 회원의 정지를 풀었습니다.");
        restored.Text(".heading .badge").ShouldBe("이용 중");
        restored.Text("#notice button").ShouldBe("되돌리기");
        await (await App.LoginAsync("gildong")).ShouldBeAsync(200);
        var again = await administrator.FollowAsync(await administrator.SubmitAsync(restored, "#notice button"));
        again.Notice.ShouldBe("gildong 회원을 정지했습니다.");
    }

    [Fact]
    public async Task Only_what_was_just_done_can_be_undone()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync();
        var address = $"/admin/users/{member.Id}";
        await administrator.FollowAsync(await administrator.SubmitAsync(await administrator.GetAsync(address), "button[value=suspend]"));

        (await administrator.GetAsync(address)).Document.QuerySelectorAll("[name=act]").Select(b => b.GetAttribute("value")).ShouldBe(["restore", "role"]);
        var changed = await administrator.FollowAsync(await administrator.SubmitAsync(await administrator.GetAsync(address), "button[value=role]", ("role", "admin")));
        changed.Notice.ShouldNotBeNull();
        changed.Document.QuerySelector("#notice button").ShouldBeNull();
    }

    [Fact]
    public async Task On_the_page_of_another_member_it_cannot_be_undone()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.Registration("gildong"));
        var other = await App.NewMemberAsync();

        await administrator.SubmitAsync(await administrator.GetAsync($"/admin/users/{member.Id}"), "button[value=suspend]");
        var page = await administrator.GetAsync($"/admin/users/{other.Id}");

        page.Notice.ShouldBe("gildong 회원을 정지했습니다.");
        page.Document.QuerySelector("#notice button").ShouldBeNull();
    }

    [Fact]
    public async Task The_role_is_changed_to_what_was_chosen()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.Registration("gildong"));
        var page = await administrator.GetAsync($"/admin/users/{member.Id}");

        var changed = await administrator.FollowAsync(await administrator.SubmitAsync(page, "button[value=role]", ("role", "admin")));

        changed.Notice.ShouldBe("gildong 회원의 역할을 저장했습니다.");
        changed.ValueOf("role").ShouldBe("admin");
        (await member.Client.CallAsync("GET /api/v1/audit-events")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_role_that_there_is_not_is_refused_at_its_field()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync();
        var page = await administrator.GetAsync($"/admin/users/{member.Id}");

        var refused = await administrator.PostAsync($"/admin/users/{member.Id}", ("csrf", Token(page)), ("act", "role"), ("role", "boss"));

        refused.ShouldRefuse(422, "목록에 있는 값을 골라 주세요.");
        refused.Find("#errors a").GetAttribute("href").ShouldBe("#role");
    }

    [Fact]
    public async Task A_member_is_logged_out_everywhere()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync();
        await App.LogInAgainAsync(member);

        var page = await administrator.FollowAsync(await administrator.SubmitAsync(await administrator.GetAsync($"/admin/users/{member.Id}"), "button[value=log-out]"));

        page.Notice.ShouldBe("모든 기기에서 로그아웃했습니다.");
        page.Text("main").ShouldContain("로그인한 기기가 없습니다.");
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
    }

    [Theory]
    [InlineData(true, Self)]
    [InlineData(false, Last)]
    public async Task On_oneself_nothing_can_be_done_and_a_sentence_says_why(bool isAnother, string reason)
    {
        using var browser = await App.AdministratorsBrowserAsync();
        var administrator = await App.LogInAgainAsync(await App.NewMemberAsync());
        await App.PromoteAsync(administrator);
        if (!isAnother)
            await (await administrator.Client.CallAsync($"PATCH /api/v1/users/{administrator.Id}", new { role = "member" })).ShouldBeAsync(200);
        var id = await App.QueryAsync(db => Task.FromResult(db.Users.AsEnumerable().Single(u => u.Username.Value == "administrator").Id));

        var page = await browser.GetAsync($"/admin/users/{id}");

        page.Text("main").ShouldContain(reason);
        page.Document.QuerySelectorAll("main [name=act], main a[href$='/withdraw']").ShouldBeEmpty();
        foreach (var act in new[] { "suspend", "role", "log-out" })
        {
            var refused = await browser.PostAsync($"/admin/users/{id}", ("csrf", Token(page)), ("act", act), ("role", "member"));
            refused.ShouldRefuse(422, reason);
        }

        (await browser.GetAsync("/admin/users")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("role")]
    [InlineData("log-out")]
    public async Task An_act_that_no_page_of_ours_sent_does_nothing(string act)
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync();

        var answer = await administrator.PostAsync($"/admin/users/{member.Id}", ("act", act), ("role", "admin"));

        answer.Status.ShouldBe(400);
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        (await App.TrailOfAsync(member.Id)).ShouldBe(["user_registered", "session_started", "user_viewed", "user_devices_viewed"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_member_can_do_nothing_to_anybody()
    {
        var member = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var token = Token(await browser.GetAsync("/account"));

        foreach (var id in new[] { other.Id, member.Id })
        {
            foreach (var act in new[] { "suspend", "role", "log-out" })
                (await browser.PostAsync($"/admin/users/{id}", ("csrf", token), ("act", act), ("role", "admin"))).Status.ShouldBe(403);
            (await browser.PostAsync($"/admin/users/{id}/edit", ("csrf", token), ("name", "x"))).Status.ShouldBe(403);
            (await browser.PostAsync($"/admin/users/{id}/withdraw", ("csrf", token), ("typedUsername", other.Username))).Status.ShouldBe(403);
        }

        await (await other.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_page_that_cannot_be_loaded_says_so_once_and_when_to_come_back()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync();
        await using var host = new AuthHost(App.Settings, App.Clock, replace: services => services.AddScoped<UnitOfWork>().AddScoped<IUnitOfWork, BusyDatabase>());
        var client = await host.StartAsync();
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        client.DefaultRequestHeaders.Add("Cookie", administrator.Cookies.GetCookieHeader(App.Client.BaseAddress!));

        var answer = await client.GetAsync($"/admin/users/{member.Id}", TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBe(503);
        answer.Headers.RetryAfter!.Delta.ShouldBe(CommonErrors.Unavailable.RetryAfter);
        (await answer.TextAsync()).ShouldContain("지금은 이용할 수 없습니다");
    }

    private static string Token(PageView page) => page.Find("[name=csrf]").GetAttribute("value")!;

    /// <summary>Takes nothing but what the host itself does at its start.</summary>
    private sealed class BusyDatabase(UnitOfWork unitOfWork, RequestContext context) : IUnitOfWork
    {
        public Task<Result<T>> RunAsync<T>(Func<Task<Result<T>>> useCase, CancellationToken cancellationToken) =>
            context.Channel == Channel.Host ? unitOfWork.RunAsync(useCase, cancellationToken) : Task.FromResult<Result<T>>(CommonErrors.Unavailable);

        public Task BeginAsync(CancellationToken cancellationToken) => unitOfWork.BeginAsync(cancellationToken);

        public Task HoldAdministratorsAsync(CancellationToken cancellationToken) => unitOfWork.HoldAdministratorsAsync(cancellationToken);

        public void Tell(IDomainEvent happened) => unitOfWork.Tell(happened);
    }
}
