using System.Text;
using Auth.Domain.Users;

namespace Auth.IntegrationTests.Pages;

public sealed class MembersPageTests(AuthApp app) : AuthTest(app)
{
    private const string Page = "/admin/users";
    private const string Markup = "<b onclick=\"a()\">&amp;'굵게";

    [Fact]
    public async Task The_list_shows_what_the_task_needs_newest_first()
    {
        using var administrator = await AdministratorAsync();
        await App.AdvanceAsync(TimeSpan.FromSeconds(1));
        var member = await App.NewMemberAsync(App.FullRegistration("gildong"));

        var page = await administrator.GetAsync(Page);

        page.Status.ShouldBe(200);
        page.Text("caption").ShouldBe("회원 2명 · 가입일 최신순");
        Names(page).ShouldBe(["gildong", "administrator"]);
        page.Find("tbody a").GetAttribute("href").ShouldBe($"/admin/users/{member.Id}");
        page.Document.QuerySelectorAll("tbody tr:first-child td").Select(c => c.TextContent.Trim())
            .ShouldBe(["홍길동", "길동", "gildong@example.com", "010-****-5678", "회원", "이용 중", App.Clock.GetUtcNow().ShownDate(), App.Clock.GetUtcNow().Shown()]);
        page.Html.ShouldNotContain("1998-03-07");
        page.Text("body").ShouldNotContain("1998");
        page.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("ko", "회원 1명 · 가입일 최신순", "아직 다른 회원이 없습니다.")]
    [InlineData("en", "1 member · newest first", "No other members yet.")]
    public async Task Whoever_is_alone_is_told_so(string language, string caption, string alone)
    {
        var page = await (await AdministratorAsync(language)).GetAsync(Page);

        page.Text("caption").ShouldBe(caption);
        page.Text("main").ShouldContain(alone);
        (await (await BrowserAsync("administrator", language)).GetAsync($"{Page}?search=admin")).Text("main").ShouldNotContain(alone);
    }

    [Fact]
    public async Task The_filters_narrow_the_list_and_stand_in_every_link_of_it()
    {
        using var administrator = await AdministratorAsync();
        await NewMembersAsync(25);
        const string filters = "search=name&role=member&status=active";

        var page = await administrator.GetAsync($"{Page}?{filters}&sort=username&limit=20");

        page.Text("caption").ShouldBe("회원 25명 · 아이디순");
        Names(page).ShouldBe(Enumerable.Range(0, 20).Select(i => $"name{i:00}"));
        page.ValueOf("search").ShouldBe("name");
        page.ValueOf("role").ShouldBe("member");
        page.ValueOf("status").ShouldBe("active");
        foreach (var link in page.Document.QuerySelectorAll("tbody a, .paging a[href], thead a"))
            link.GetAttribute("href")!.ShouldContain(filters);
        var member = await administrator.GetAsync(page.Find("tbody a").GetAttribute("href")!);
        member.Find("a.back").GetAttribute("href").ShouldBe($"{Page}?{filters}&sort=username&limit=20");
    }

    [Fact]
    public async Task Each_filter_can_be_taken_away_alone_and_all_at_once()
    {
        using var administrator = await AdministratorAsync();

        var page = await administrator.GetAsync($"{Page}?search=a&role=admin&status=active&sort=name");

        page.Document.QuerySelectorAll(".chip").Select(c => (c.QuerySelector("span")!.TextContent, c.GetAttribute("href"))).ShouldBe(
        [
            ("검색: a", $"{Page}?role=admin&status=active&sort=name"),
            ("관리자", $"{Page}?search=a&status=active&sort=name"),
            ("이용 중", $"{Page}?search=a&role=admin&sort=name"),
        ]);
        page.Find(".clear").GetAttribute("href").ShouldBe($"{Page}?sort=name");
        (await administrator.GetAsync(Page)).Document.QuerySelector(".chips").ShouldBeNull();
    }

    [Fact]
    public async Task What_was_left_empty_stands_in_no_link()
    {
        using var administrator = await AdministratorAsync();

        var page = await administrator.GetAsync($"{Page}?search=&role=&status=&sort=&limit=&cursor=");

        page.Status.ShouldBe(200);
        page.Document.QuerySelector(".chips").ShouldBeNull();
        page.Find("tbody a").GetAttribute("href")!.ShouldNotContain("?");
        page.Find("th[aria-sort=descending] a").GetAttribute("href").ShouldBe($"{Page}?sort=createdAt");
    }

    [Fact]
    public async Task The_list_can_be_walked_there_and_back()
    {
        using var administrator = await AdministratorAsync();
        await NewMembersAsync(45);

        var first = await administrator.GetAsync($"{Page}?sort=username&search=name");
        first.Document.QuerySelector(".paging a[rel=first], .paging a[rel=prev]").ShouldBeNull();
        var second = await administrator.GetAsync(Link(first, "next"));
        var last = await administrator.GetAsync(Link(second, "next"));

        Names(second).ShouldBe(Enumerable.Range(20, 20).Select(i => $"name{i:00}"));
        Names(last).ShouldBe(Enumerable.Range(40, 5).Select(i => $"name{i:00}"));
        last.Document.QuerySelector(".paging a[rel=next]").ShouldBeNull();
        Names(await administrator.GetAsync(Link(last, "prev"))).ShouldBe(Names(second));
        Link(last, "first").ShouldBe($"{Page}?search=name&sort=username");
        Names(await administrator.GetAsync(Link(await administrator.GetAsync(Link(last, "prev")), "prev"))).ShouldBe(Names(first));
    }

    [Fact]
    public async Task A_list_of_one_page_has_no_paging() =>
        (await (await AdministratorAsync()).GetAsync(Page)).Document.QuerySelector(".paging").ShouldBeNull();

    [Fact]
    public async Task A_column_sorts_the_list_and_turns_it_round_and_says_which_way_it_is()
    {
        using var administrator = await AdministratorAsync();
        await NewMembersAsync(3);

        var byName = await administrator.GetAsync(Sort(await administrator.GetAsync(Page), "아이디"));
        var reversed = await administrator.GetAsync(Sort(byName, "아이디"));

        byName.Find("th[aria-sort]").GetAttribute("aria-sort").ShouldBe("ascending");
        Names(byName).ShouldBe(["administrator", "name00", "name01", "name02"]);
        reversed.Find("th[aria-sort]").GetAttribute("aria-sort").ShouldBe("descending");
        Names(reversed).ShouldBe(["name02", "name01", "name00", "administrator"]);
        reversed.Document.QuerySelectorAll("th[aria-sort]").Length.ShouldBe(1);
        Sort(reversed, "가입일").ShouldBe(Page);
        Sort(reversed, "이름").ShouldBe($"{Page}?sort=name");
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("na_e")]
    public async Task A_wildcard_of_the_database_is_a_letter_like_any_other(string search)
    {
        using var administrator = await AdministratorAsync();
        await NewMembersAsync(2);

        var page = await administrator.GetAsync($"{Page}?search={Uri.EscapeDataString(search)}");

        page.Status.ShouldBe(200);
        page.Text("h2").ShouldBe("찾는 회원이 없습니다");
        page.Text("main").ShouldContain("검색어를 줄이거나 조건을 지워 보세요.");
        page.Find(".card a").GetAttribute("href").ShouldBe(Page);
    }

    [Fact]
    public async Task Markup_stays_text_in_what_was_searched_and_in_what_members_are_called()
    {
        using var administrator = await AdministratorAsync();
        var body = App.Registration("marked");
        body["nickname"] = Markup;
        body["name"] = Markup;
        await App.NewMemberAsync(body);

        var page = await administrator.GetAsync($"{Page}?search={Uri.EscapeDataString(Markup)}");

        Names(page).ShouldBe(["marked"]);
        page.Document.QuerySelectorAll("tbody td").Take(2).Select(c => c.TextContent).ShouldBe([Markup, Markup]);
        page.ValueOf("search").ShouldBe(Markup);
        page.Document.QuerySelector(".chip span")!.TextContent.ShouldBe($"검색: {Markup}");
        page.Document.QuerySelectorAll("b, [onclick]").ShouldBeEmpty();
        (await administrator.GetAsync(page.Find("tbody a").GetAttribute("href")!)).Document.QuerySelectorAll("b, [onclick]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("role=boss")]
    [InlineData("status=withdrawn")]
    [InlineData("sort=password")]
    [InlineData("limit=1000")]
    [InlineData("cursor=AAAA")]
    public async Task An_address_that_asks_for_no_list_is_answered_with_a_way_back(string query)
    {
        var page = await (await AdministratorAsync()).GetAsync($"{Page}?{query}");

        page.Status.ShouldBe(400);
        page.Text("h2").ShouldBe("목록을 불러오지 못했습니다.");
        page.Find(".card a").GetAttribute("href").ShouldBe(Page);
        page.Text(".card a").ShouldBe("다시 시도");
        page.Document.QuerySelector("table").ShouldBeNull();
    }

    [Fact]
    public async Task A_member_and_a_stranger_see_nothing()
    {
        var member = await App.NewMemberAsync();

        foreach (var page in new[] { Page, "/admin/audit", $"{Page}/{member.Id}", $"{Page}/{member.Id}/edit", $"{Page}/{member.Id}/withdraw" })
        {
            var refused = await (await BrowserAsync(member.Username)).GetAsync(page);
            refused.Status.ShouldBe(403, page);
            refused.Heading.ShouldBe("이 페이지를 볼 수 없습니다");
            using var stranger = new PageClient(App);
            (await stranger.GetAsync($"{page}?search=a")).ShouldLeadTo($"/login?next={Uri.EscapeDataString($"{page}?search=a")}");
        }
    }

    [Fact]
    public async Task Twenty_rows_weigh_at_most_40_kilobytes()
    {
        using var administrator = await AdministratorAsync();
        for (var i = 0; i < 20; i++)
            await App.NewMemberAsync(App.FullRegistration());

        var page = await administrator.GetAsync($"{Page}?search=member&role=member&status=active&sort=username");

        Names(page).Count.ShouldBe(20);
        Encoding.UTF8.GetByteCount(page.Html).ShouldBeLessThan(40 * 1024);
    }

    [Fact]
    public async Task Roles_keep_the_table_a_table_where_its_rows_are_cards()
    {
        var page = await (await AdministratorAsync()).GetAsync(Page);

        var region = page.Find(".region");
        region.GetAttribute("tabindex").ShouldBe("0");
        region.GetAttribute("aria-labelledby").ShouldBe(page.Find("caption").Id);
        foreach (var (element, role) in new[] { ("table", "table"), ("thead", "rowgroup"), ("tbody", "rowgroup"), ("tr", "row"), ("tbody th", "rowheader"), ("td", "cell"), ("thead th", "columnheader") })
            page.Document.QuerySelectorAll($"main {element}").ShouldAllBe(e => e.GetAttribute("role") == role);
        page.Document.QuerySelectorAll("tbody th, tbody td").Select(c => c.GetAttribute("data-label"))
            .ShouldBe(page.Document.QuerySelectorAll("thead th").Select(h => h.TextContent.TrimEnd('↕', '↑', '↓')));
    }

    private static List<string> Names(PageView page) => [.. page.Document.QuerySelectorAll("tbody th").Select(h => h.TextContent.Trim())];

    private static string Link(PageView page, string rel) => page.Find($".paging a[rel={rel}]").GetAttribute("href")!;

    private static string Sort(PageView page, string column) =>
        page.Document.QuerySelectorAll("thead a").Single(a => a.TextContent.StartsWith(column, StringComparison.Ordinal)).GetAttribute("href")!;

    private async Task<PageClient> AdministratorAsync(string language = "ko") => await App.AdministratorsBrowserAsync(language);

    private Task<PageClient> BrowserAsync(string username, string language = "ko") => PageClient.LoggedInAsync(App, username, language: language);

    private Task NewMembersAsync(int count) => App.WithDatabaseAsync(async db =>
    {
        for (var i = 0; i < count; i++)
        {
            var user = User.CreateAdministrator(Username.Parse($"name{i:00}").Value, App.Clock.GetUtcNow().AddMinutes(i));
            user.ChangeRole(Role.Member, App.Clock.GetUtcNow());
            db.Users.Add(user);
        }

        await db.SaveChangesAsync();
    });
}
