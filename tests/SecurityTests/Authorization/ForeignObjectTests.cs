using Auth.IntegrationTests;
using Auth.IntegrationTests.Edge;
using Auth.IntegrationTests.Pages;

namespace Auth.SecurityTests.Authorization;

/// <summary>What is somebody else's stays theirs, whichever way it is named. Of the API's calls EndOwnSessionTests and ChangeUserTests tell the same.</summary>
public sealed class ForeignObjectTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task The_page_of_devices_ends_nobody_elses_session()
    {
        var victim = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, (await App.NewMemberAsync()).Username);
        var page = await browser.GetAsync("/account/devices");

        await browser.PostAsync("/account/devices", ("csrf", page.Find("input[name=csrf]").GetAttribute("value")!), ("session", victim.SessionId.ToString()));

        await (await victim.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await (await App.RefreshAsync(victim.RefreshToken)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_refresh_cookie_of_somebody_else_moves_nobody_into_their_session()
    {
        var victim = await App.NewMemberAsync();
        var member = await App.NewMemberAsync();
        foreach (var access in new[] { member.AccessToken, "x", "a.b.c", "e30.e30.", $"{victim.AccessToken.Split('.')[0]}..", "....", "" })
        {
            var answer = await RawHttp.SendAsync(App.Client, "GET /session/renew HTTP/1.1", $"Cookie: auth-access={access}; auth-refresh={victim.RefreshToken}", "Accept: text/html");

            answer.Status.ShouldBe(303, access);
            answer.Head.ShouldNotContain("auth-refresh=A", customMessage: access);
        }

        await (await App.RefreshAsync(victim.RefreshToken)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task An_antiforgery_token_of_somebody_else_sends_no_form()
    {
        var victim = await App.NewMemberAsync();
        using var attackers = await PageClient.LoggedInAsync(App, (await App.NewMemberAsync()).Username);
        using var victims = await PageClient.LoggedInAsync(App, victim.Username);
        var theirs = (await attackers.GetAsync("/account")).ValueOf("csrf")!;

        var answer = await victims.PostAsync("/account", ("csrf", theirs), ("name", "zqforged"), ("nickname", "zqforged"));

        answer.Status.ShouldBe(400);
        (await (await victim.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200)).Text("nickname").ShouldNotBe("zqforged");
    }

    /// <summary>Identifiers are in the path, or come from the token; nowhere else is one believed.</summary>
    [Theory]
    [InlineData("X-User-Id")]
    [InlineData("X-Forwarded-User")]
    [InlineData("X-Remote-User")]
    [InlineData("Remote-User")]
    [InlineData("X-Original-URL")]
    [InlineData("X-Rewrite-URL")]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Forwarded-Host")]
    public async Task No_header_names_another_caller_or_another_call(string header)
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        foreach (var value in new[] { administrator.Id.ToString(), administrator.Username, "/api/v1/users", "DELETE", "127.0.0.1" })
        {
            var own = await RawHttp.SendAsync(
                App.Client, $"GET /api/v1/users/me?id={administrator.Id}&userId={administrator.Id}&sub={administrator.Id} HTTP/1.1", $"Authorization: Bearer {member.AccessToken}", $"{header}: {value}");
            own.Status.ShouldBe(200);
            own.Body.ShouldContain(member.Id.ToString());
            own.Body.ShouldNotContain(administrator.Id.ToString());
            (await RawHttp.SendAsync(App.Client, "GET /api/v1/users HTTP/1.1", $"Authorization: Bearer {member.AccessToken}", $"{header}: {value}")).Status.ShouldBe(403);
        }

        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Theory]
    [InlineData("/api/v1/users/me/../{0}")]
    [InlineData("/api/v1/users/%6de/../{0}")]
    [InlineData("/api/v1/users/{0}/")]
    [InlineData("/API/V1/USERS/{0}")]
    [InlineData("//api/v1/users/{0}")]
    [InlineData("/api/v1/users/{0};me")]
    [InlineData("/api/v1/users/{0}%2Fsessions")]
    [InlineData("/api/v1/users/{0}/sessions?x=/me")]
    [InlineData("/api/v1/users/me/sessions/../../{0}")]
    [InlineData("/admin/users/{0}")]
    [InlineData("/account/../admin/users/{0}")]
    [InlineData("/ADMIN/USERS/{0}")]
    [InlineData("/admin%2fusers/{0}")]
    public async Task No_spelling_of_an_address_goes_round_who_may_ask_for_it(string address)
    {
        var victim = await App.NewMemberAsync(App.FullRegistration("zqvictim"));
        var member = await App.NewMemberAsync();
        var path = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, victim.Id);
        foreach (var credentials in new[] { $"Authorization: Bearer {member.AccessToken}", $"Cookie: auth-access={member.AccessToken}" })
        {
            var answer = await RawHttp.SendAsync(App.Client, $"GET {path} HTTP/1.1", credentials, "Accept: text/html");
            answer.Status.ShouldBeOneOf(303, 400, 401, 403, 404);
            answer.Body.ShouldNotContain("zqvictim", customMessage: path);
        }
    }
}
