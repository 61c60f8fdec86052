using System.Globalization;
using System.Net.Http.Json;

namespace Auth.IntegrationTests.Pages;

public sealed class DevicesPageTests(AuthApp app) : AuthTest(app)
{
    private const string Address = "/account/devices";
    private const string EndOthers = "button[value=end-others]";

    [Fact]
    public async Task It_lists_the_devices_with_the_current_one_first()
    {
        var member = await App.NewMemberAsync();
        await LogInFromAsync(member, "127.0.0.7", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/150.0 Mobile/15E148 Safari/604.1");
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var loggedIn = Now;
        await App.AdvanceAsync(TimeSpan.FromMinutes(5));
        await LogInFromAsync(member, "127.0.0.8", "<b>nothing known</b>");

        var page = await browser.GetAsync(Address);

        Names(page).ShouldBe(["Chrome · Windows", "알 수 없는 기기", "Chrome · iPhone", "알 수 없는 기기"], ignoreOrder: true);
        Names(page)[..2].ShouldBe(["Chrome · Windows", "알 수 없는 기기"]);
        page.Text(".devices li").ShouldMatch("^Chrome · Windows 현재 기기 접속 주소 127.0.0.1 마지막 사용 [^가-힣]+오(전|후) [0-9:]+ 처음 로그인 [^가-힣]+오(전|후) [0-9:]+$");
        page.Text(".devices li:nth-child(2)").ShouldMatch("^알 수 없는 기기 접속 주소 127.0.0.8 마지막 사용 [^가-힣]+오(전|후) [0-9:]+ 처음 로그인 [^가-힣]+오(전|후) [0-9:]+ 로그아웃$");
        Times(page, 1).ShouldBe([loggedIn, loggedIn]);
        Times(page, 2).ShouldBe([loggedIn.AddMinutes(5), loggedIn.AddMinutes(5)]);
        page.Document.QuerySelectorAll(".badge").Length.ShouldBe(1);
        page.Document.QuerySelector(".devices li:first-child button").ShouldBeNull();
        page.Document.QuerySelectorAll(".devices b").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_button_is_spoken_with_the_name_of_its_device()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var page = await browser.GetAsync(Address);

        var named = page.Find(".devices button").GetAttribute("aria-labelledby")!.Split(' ').Select(id => page.Document.GetElementById(id)!.TextContent);
        string.Join(' ', named).ShouldBe("로그아웃 알 수 없는 기기");
    }

    [Fact]
    public async Task One_device_is_logged_out_and_the_others_stay()
    {
        var one = await App.NewMemberAsync();
        var other = await App.LogInAgainAsync(one);
        using var browser = await PageClient.LoggedInAsync(App, one.Username);

        var answer = await browser.SubmitAsync(await browser.GetAsync(Address), $"button[value='{one.SessionId}']");

        answer.ShouldLeadTo(Address);
        var page = await browser.FollowAsync(answer);
        page.Notice.ShouldBe("그 기기에서 로그아웃했습니다.");
        Names(page).Length.ShouldBe(2);
        (await browser.GetAsync(Address)).Notice.ShouldBeNull();
        await (await one.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await other.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task All_other_devices_are_logged_out_and_then_there_are_none()
    {
        var one = await App.NewMemberAsync();
        var other = await App.LogInAgainAsync(one);
        var stranger = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, one.Username, language: "en");

        var answer = await browser.SubmitAsync(await browser.GetAsync(Address), EndOthers);

        answer.ShouldLeadTo(Address);
        var page = await browser.FollowAsync(answer);
        page.Notice.ShouldBe("All other devices are logged out.");
        page.Text("main").ShouldContain("No other devices.");
        page.Document.QuerySelector(EndOthers).ShouldBeNull();
        Names(page).ShouldBe(["Chrome · Windows"]);
        foreach (var ended in new[] { one, other })
            await (await ended.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await stranger.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_session_of_somebody_else_cannot_be_ended_nor_told_from_none()
    {
        var stranger = await App.NewMemberAsync();
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var token = (await browser.GetAsync(Address)).ValueOf("csrf")!;

        foreach (var session in new[] { stranger.SessionId.ToString(), Guid.NewGuid().ToString(), "none", "" })
        {
            var answer = await browser.PostAsync(Address, ("csrf", token), ("session", session));
            answer.Status.ShouldBe(404);
            answer.Heading.ShouldBe("페이지를 찾을 수 없습니다");
        }

        await (await stranger.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    /// <summary>To the second, as it is shown.</summary>
    private DateTimeOffset Now => new(App.Clock.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static string[] Names(PageView page) => [.. page.Document.QuerySelectorAll(".devices h2").Select(h => h.TextContent)];

    private static IEnumerable<DateTimeOffset> Times(PageView page, int place) =>
        page.Document.QuerySelectorAll($".devices li:nth-child({place}) time").Select(t => DateTimeOffset.Parse(t.GetAttribute("datetime")!, CultureInfo.InvariantCulture));

    private async Task LogInFromAsync(Member member, string address, string userAgent)
    {
        using var client = App.ClientFrom(address);
        client.DefaultRequestHeaders.Remove("User-Agent");
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        await (await client.PostAsJsonAsync("/api/v1/auth/login", new { username = member.Username, password = AuthApp.Password })).ShouldBeAsync(200);
    }
}
