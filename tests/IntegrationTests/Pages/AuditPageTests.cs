using Auth.Application.Audit;
using Auth.WebApi.Common;

namespace Auth.IntegrationTests.Pages;

public sealed class AuditPageTests(AuthApp app) : AuthTest(app)
{
    private const string Page = "/admin/audit";

    [Fact]
    public async Task It_tells_who_did_what_to_whom_and_from_where()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.Registration("gildong"));
        await administrator.GetAsync($"/admin/users/{member.Id}");

        var page = await administrator.GetAsync($"{Page}?type=user_viewed");

        page.Status.ShouldBe(200);
        page.Document.QuerySelectorAll("thead th").Select(h => h.TextContent).ShouldBe(["시각", "한 일", "누가", "누구에게", "어디서"]);
        Rows(page).ShouldBe([$"{App.Clock.GetUtcNow().Shown()} | 개인정보 열람 user_viewed | administrator 이 회원만 | gildong 이 회원만 | 127.0.0.1 Chrome · Windows"]);
        page.Document.QuerySelectorAll("tbody td:nth-child(4) a").Select(a => a.GetAttribute("href"))
            .ShouldBe([$"/admin/users/{member.Id}", $"{Page}?userId={member.Id}&type=user_viewed"]);
    }

    [Fact]
    public async Task A_refusal_says_its_code_and_who_was_not_logged_in()
    {
        using var administrator = await App.AdministratorsBrowserAsync("en");
        await App.LoginAsync("nobody", "not the password");

        var page = await administrator.GetAsync($"{Page}?type=login_refused");

        Rows(page).Single().ShouldContain("| Login refused login_refused Refused invalid_credentials | Not logged in | – | 127.0.0.1");
    }

    [Fact]
    public async Task Of_a_withdrawn_member_only_the_end_of_the_id_is_left_by_which_their_lines_can_be_found()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.Registration("gildong"));
        await (await AuthApp.WithdrawAsync(member)).ShouldBeAsync(204);
        var gone = $"탈퇴한 회원 …{member.Id.ToString()[^8..]}";

        var page = await administrator.GetAsync($"{Page}?type=user_withdrawn");
        var theirs = await administrator.GetAsync(page.Find("tbody a.only").GetAttribute("href")!.Replace("&type=user_withdrawn", "", StringComparison.Ordinal));

        Rows(page).Single().ShouldBe($"{App.Clock.GetUtcNow().Shown()} | 탈퇴 user_withdrawn | {gone} 이 회원만 | {gone} 이 회원만 | –");
        Rows(theirs).Count.ShouldBe(3);
        theirs.Text(".chip span").ShouldBe(gone);
        page.Html.ShouldNotContain("gildong");
    }

    [Fact]
    public async Task The_filters_stand_in_the_address_and_can_be_taken_away()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        var member = await App.NewMemberAsync(App.Registration("gildong"));

        var page = await administrator.GetAsync($"{Page}?userId={member.Id}&type=session_started&limit=50&cursor=");

        Rows(page).Count.ShouldBe(1);
        page.ValueOf("userId").ShouldBe(member.Id.ToString());
        page.ValueOf("type").ShouldBe("session_started");
        page.ValueOf("limit").ShouldBe("50");
        page.Document.QuerySelectorAll(".chip").Select(c => (c.QuerySelector("span")!.TextContent, c.GetAttribute("href"))).ShouldBe(
            [("gildong", $"{Page}?type=session_started&limit=50"), ("로그인", $"{Page}?userId={member.Id}&limit=50")]);
        page.Find(".clear").GetAttribute("href").ShouldBe($"{Page}?limit=50");
    }

    [Fact]
    public async Task The_trail_can_be_walked_there_and_back()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        for (var i = 0; i < 12; i++)
            await App.NewMemberAsync();

        var first = await administrator.GetAsync($"{Page}?type=user_registered&limit=10");
        var second = await administrator.GetAsync(first.Find(".paging a[rel=next]").GetAttribute("href")!);
        var back = await administrator.GetAsync(second.Find(".paging a[rel=prev]").GetAttribute("href")!);

        (Rows(first).Count, Rows(second).Count).ShouldBe((10, 3));
        Rows(back).ShouldBe(Rows(first));
        second.Find(".paging a[rel=first]").GetAttribute("href").ShouldBe($"{Page}?type=user_registered&limit=10");
        second.Document.QuerySelector(".paging a[rel=next]").ShouldBeNull();
    }

    [Theory]
    [InlineData("userId=gildong")]
    [InlineData("limit=0")]
    [InlineData("cursor=AAAA")]
    [InlineData("type=an_event_type_that_is_much_longer_than_any_type_could_be")]
    public async Task An_address_that_asks_for_no_trail_is_answered_with_a_way_back(string query)
    {
        using var administrator = await App.AdministratorsBrowserAsync();

        var page = await administrator.GetAsync($"{Page}?{query}");

        page.Status.ShouldBe(400);
        page.Text("h2").ShouldBe("목록을 불러오지 못했습니다.");
        page.Find(".card a").GetAttribute("href").ShouldBe(Page);
    }

    [Fact]
    public async Task A_type_that_nobody_knows_is_shown_as_text_and_finds_nothing()
    {
        using var administrator = await App.AdministratorsBrowserAsync();

        var page = await administrator.GetAsync($"{Page}?type={Uri.EscapeDataString("<b>x</b>")}");

        page.Text("h2").ShouldBe("찾는 기록이 없습니다");
        page.Text(".chip span").ShouldBe("<b>x</b>");
        page.Document.QuerySelectorAll("b").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_user_agent_with_markup_is_no_markup()
    {
        using var administrator = await App.AdministratorsBrowserAsync();
        using var marked = new PageClient(App, userAgent: "Firefox/1 (<b>x</b>)");
        await marked.SubmitAsync(await marked.GetAsync("/login"), "main form", ("username", "administrator"), ("password", AuthApp.Password));

        var page = await administrator.GetAsync($"{Page}?type=session_started");

        page.Document.QuerySelectorAll("tbody .hint").Select(h => h.TextContent).ShouldContain("Firefox");
        page.Document.QuerySelectorAll("b").ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_type_of_event_can_be_chosen_and_is_said_in_both_languages()
    {
        using var administrator = await App.AdministratorsBrowserAsync();

        var page = await administrator.GetAsync(Page);

        page.Document.QuerySelectorAll("#type option").Select(o => o.GetAttribute("value")).ShouldBe(["", .. AuditEventTypes.All], ignoreOrder: true);
        AuditEventTypes.All.Count.ShouldBeGreaterThan(10);
        foreach (var language in new[] { Texts.Korean, Texts.English })
            AuditEventTypes.All.Select(t => Texts.In(language).Find($"event.{t}")).ShouldAllBe(text => !string.IsNullOrWhiteSpace(text));
    }

    private static List<string> Rows(PageView page) => [.. page.Document.QuerySelectorAll("tbody tr").Select(row => string.Join(" | ", row.Children.Select(cell =>
        string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))))];
}
