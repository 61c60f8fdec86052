using System.Net;

namespace Auth.IntegrationTests.Pages;

/// <summary>A browser in which somebody has logged in is known by a cookie, so that not even strangers in the same network can have its owner refused.</summary>
public sealed class DeviceCookieTests(AuthApp app) : AuthTest(app)
{
    private const int FailuresPerAccount = 10;
    private const string Name = "auth-device";
    private const string Wrong = "not the password";

    [Fact]
    public async Task Strangers_in_the_same_network_do_not_keep_the_owner_out_of_a_browser_that_is_known()
    {
        var owner = await App.NewMemberAsync();
        using var known = await LoggedOutAsync(owner.Username);
        using var strange = new PageClient(App);
        await GuessByProgramAsync(owner.Username);

        (await LogInAsync(strange, owner.Username)).Status.ShouldBe(429);
        (await LogInAsync(known, owner.Username)).ShouldLeadTo("/account");
    }

    [Fact]
    public async Task It_is_known_in_every_network()
    {
        await using var host = App.NewHost(("Auth:Proxies:0", "127.0.0.1"));
        var address = (await host.StartAsync()).BaseAddress!;
        var owner = await App.NewMemberAsync();
        using var known = await LoggedOutAsync(owner.Username);
        await GuessFromEverywhereAsync(owner.Username);
        using var strange = new PageClient(address);
        using var travelling = new PageClient(address);
        travelling.Cookies.Add(address, new Cookie(Name, Device(known)!.Value, "/"));

        (await LogInAsync(strange, owner.Username, "192.0.2.77")).Status.ShouldBe(429);
        (await LogInAsync(travelling, owner.Username, "192.0.2.78")).ShouldLeadTo("/account");
    }

    [Fact]
    public async Task Its_own_failures_count_so_a_stolen_one_gives_no_more_guesses()
    {
        var owner = await App.NewMemberAsync();
        using var known = await LoggedOutAsync(owner.Username);
        for (var i = 0; i < FailuresPerAccount; i++)
            (await LogInAsync(known, owner.Username, password: Wrong)).Status.ShouldBe(422);

        (await LogInAsync(known, owner.Username)).Status.ShouldBe(429);

        await (await App.LoginAsync(owner.Username)).ShouldBeAsync(200);
        await App.AdvanceAsync(TimeSpan.FromMinutes(15));
        (await LogInAsync(known, owner.Username)).ShouldLeadTo("/account");
    }

    [Fact]
    public async Task One_that_was_got_by_the_former_password_counts_for_nothing()
    {
        const string next = "another horse, another stable";
        var owner = await App.NewMemberAsync();
        using var known = await LoggedOutAsync(owner.Username);
        await App.AdvanceAsync(TimeSpan.FromMinutes(1));
        await (await owner.Client.CallAsync("PUT /api/v1/users/me/password", new { currentPassword = AuthApp.Password, newPassword = next })).ShouldBeAsync(204);
        await GuessByProgramAsync(owner.Username);

        (await LogInAsync(known, owner.Username, password: next)).Status.ShouldBe(429);

        await App.AdvanceAsync(TimeSpan.FromMinutes(15));
        (await LogInAsync(known, owner.Username, password: next)).ShouldLeadTo("/account");
    }

    [Fact]
    public async Task It_speaks_for_its_owner_only()
    {
        var owner = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();
        using var browser = await LoggedOutAsync(owner.Username);
        await GuessByProgramAsync(other.Username);

        (await LogInAsync(browser, other.Username)).Status.ShouldBe(429);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task One_that_was_not_made_here_counts_for_nothing(string forged)
    {
        var owner = await App.NewMemberAsync();
        await GuessByProgramAsync(owner.Username);
        using var browser = new PageClient(App);
        browser.Cookies.Add(App.Client.BaseAddress!, new Cookie(Name, forged, "/"));

        (await LogInAsync(browser, owner.Username)).Status.ShouldBe(429);
    }

    [Fact]
    public async Task An_altered_one_and_one_of_a_year_ago_count_for_nothing()
    {
        var owner = await App.NewMemberAsync();
        using var browser = await LoggedOutAsync(owner.Username);
        var cookie = Device(browser)!;
        await GuessByProgramAsync(owner.Username);
        var genuine = cookie.Value;
        cookie.Value = (genuine[0] == 'A' ? 'B' : 'A') + genuine[1..];
        (await LogInAsync(browser, owner.Username)).Status.ShouldBe(429);
        cookie.Value = genuine[..^1] + (genuine[^1] == 'A' ? 'B' : 'A');
        (await LogInAsync(browser, owner.Username)).Status.ShouldBe(429);

        await App.AdvanceAsync(TimeSpan.FromDays(365));
        await GuessByProgramAsync(owner.Username);
        using var later = new PageClient(App);
        later.Cookies.Add(App.Client.BaseAddress!, new Cookie(Name, genuine, "/"));
        (await LogInAsync(later, owner.Username)).Status.ShouldBe(429);
    }

    [Fact]
    public async Task It_stays_after_the_session_and_only_a_right_password_gives_one()
    {
        var owner = await App.NewMemberAsync();
        using var strange = new PageClient(App);
        await LogInAsync(strange, owner.Username, password: Wrong);
        Device(strange).ShouldBeNull();

        using var known = await LoggedOutAsync(owner.Username);
        Device(known).ShouldNotBeNull().HttpOnly.ShouldBeTrue();
        (await App.LoginAsync(owner.Username)).Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    /// <summary>A browser in which somebody has logged in, and out again.</summary>
    private async Task<PageClient> LoggedOutAsync(string username)
    {
        var browser = await PageClient.LoggedInAsync(App, username);
        await browser.SubmitAsync(await browser.GetAsync("/"), "form[action='/session/log-out']");
        return browser;
    }

    private static async Task<PageView> LogInAsync(PageClient browser, string username, string? from = null, string password = AuthApp.Password) => await browser.SubmitAsync(
        await browser.GetAsync("/login"), "main form", from is null ? [] : [("X-Forwarded-For", from)], ("username", username), ("password", password));

    private async Task GuessByProgramAsync(string username)
    {
        for (var i = 0; i < FailuresPerAccount; i++)
            await (await App.LoginAsync(username, Wrong)).ShouldBeProblemAsync(401, "invalid_credentials");
    }

    private async Task GuessFromEverywhereAsync(string username)
    {
        for (var i = 0; i < 50; i++)
        {
            using var stranger = App.ClientFrom($"127.0.6.{i + 1}");
            await (await AuthApp.LoginAsync(stranger, username, Wrong)).ShouldBeProblemAsync(401, "invalid_credentials");
        }
    }

    private static Cookie? Device(PageClient browser) => browser.Cookies.GetAllCookies().SingleOrDefault(c => c.Name == Name);
}
