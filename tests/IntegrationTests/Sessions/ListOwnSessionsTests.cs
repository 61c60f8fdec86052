namespace Auth.IntegrationTests.Sessions;

public sealed class ListOwnSessionsTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task Each_device_shows_since_when_when_last_whence_and_which_is_this_one()
    {
        var member = await App.NewMemberAsync();
        var started = App.Clock.GetUtcNow();
        await App.AdvanceAsync(TimeSpan.FromMinutes(1));
        using var phone = App.ClientFrom("127.0.0.88", "Phone/1.0");
        var onPhone = await (await phone.CallAsync("POST /api/v1/auth/login", new { username = member.Username, password = AuthApp.Password })).ShouldBeAsync(200);
        await App.AdvanceAsync(TimeSpan.FromMinutes(1));
        await (await phone.CallAsync("POST /api/v1/auth/refresh", new { refreshToken = onPhone.Text("refreshToken") })).ShouldBeAsync(200);
        await App.NewMemberAsync();

        var sessions = (await (await member.Client.CallAsync("GET /api/v1/users/me/sessions")).ShouldBeAsync(200)).EnumerateArray().ToList();

        sessions.Count.ShouldBe(2);
        sessions[0].EnumerateObject().Select(p => p.Name).ShouldBe(["id", "createdAt", "lastUsedAt", "address", "userAgent", "current"], ignoreOrder: true);
        sessions[0].GetProperty("id").GetGuid().ShouldBe(member.SessionId);
        sessions[0].GetProperty("current").GetBoolean().ShouldBeTrue();
        sessions[0].GetProperty("createdAt").GetDateTimeOffset().ShouldBe(started);
        sessions[0].GetProperty("lastUsedAt").GetDateTimeOffset().ShouldBe(started);
        sessions[1].Text("id").ShouldBe(onPhone.Text("sessionId"));
        sessions[1].GetProperty("current").GetBoolean().ShouldBeFalse();
        sessions[1].GetProperty("createdAt").GetDateTimeOffset().ShouldBe(started.AddMinutes(1));
        sessions[1].GetProperty("lastUsedAt").GetDateTimeOffset().ShouldBe(started.AddMinutes(2));
        sessions[1].Text("address").ShouldBe("127.0.0.88");
        sessions[1].Text("userAgent").ShouldBe("Phone/1.0");
    }

    [Fact]
    public async Task What_has_ended_or_expired_is_not_shown()
    {
        var forgotten = await App.NewMemberAsync();
        await App.AdvanceAsync(TimeSpan.FromDays(14));
        var ended = await App.LogInAgainAsync(forgotten);
        await (await ended.Client.CallAsync("POST /api/v1/auth/logout")).ShouldBeAsync(204);
        var member = await App.LogInAgainAsync(forgotten);

        var sessions = await (await member.Client.CallAsync("GET /api/v1/users/me/sessions")).ShouldBeAsync(200);

        sessions.EnumerateArray().Single().GetProperty("id").GetGuid().ShouldBe(member.SessionId);
    }

    [Fact]
    public async Task A_very_long_user_agent_is_cut_and_keeps_nobody_out()
    {
        using var client = App.ClientFrom("127.0.0.1", new string('u', 3000));
        var member = await App.NewMemberAsync();
        await (await client.CallAsync("POST /api/v1/auth/login", new { username = member.Username, password = AuthApp.Password })).ShouldBeAsync(200);

        var sessions = await (await member.Client.CallAsync("GET /api/v1/users/me/sessions")).ShouldBeAsync(200);

        sessions[1].Text("userAgent").ShouldBe(new string('u', 256));
    }

    [Fact]
    public async Task Without_a_token_it_is_refused() =>
        await (await App.Client.CallAsync("GET /api/v1/users/me/sessions")).ShouldBeProblemAsync(401, "token_missing");
}
