namespace Auth.IntegrationTests.Pages;

public sealed class HomePageTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task The_last_login_shows_the_device_that_it_came_from()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        (await browser.GetAsync("/")).Text("main .muted").ShouldEndWith("· Chrome · Windows");

        await App.AdvanceAsync(TimeSpan.FromSeconds(1));
        using var other = new PageClient(App, userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0");
        await other.SubmitAsync(await other.GetAsync("/login"), "main form", ("username", member.Username), ("password", AuthApp.Password));
        (await browser.GetAsync("/")).Text("main .muted").ShouldEndWith("· Firefox · Linux");

        await other.SubmitAsync(await other.GetAsync("/"), "form[action='/session/log-out']");
        (await browser.GetAsync("/")).Text("main .muted").ShouldNotContain("·");
    }

    [Fact]
    public async Task A_message_of_the_end_is_for_nobody_who_is_signed_in()
    {
        using var stranger = new PageClient(App);
        (await stranger.GetAsync("/message?code=withdrawn")).Heading.ShouldBe("탈퇴가 완료되었습니다.");
        (await stranger.GetAsync("/message?code=anything")).Status.ShouldBe(404);
        (await stranger.GetAsync("/message")).Status.ShouldBe(404);

        using var browser = await PageClient.LoggedInAsync(App, (await App.NewMemberAsync()).Username);
        (await browser.GetAsync("/message?code=withdrawn")).Status.ShouldBe(404);
    }
}
