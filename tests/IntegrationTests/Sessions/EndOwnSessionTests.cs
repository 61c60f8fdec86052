using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Sessions;

public sealed class EndOwnSessionTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task A_device_that_is_ended_is_out_at_once_and_the_others_stay()
    {
        var member = await App.NewMemberAsync();
        var lost = await App.LogInAgainAsync(member);
        var other = await App.LogInAgainAsync(member);

        await (await EndAsync(member, lost.SessionId)).ShouldBeAsync(204);

        await (await lost.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.RefreshAsync(lost.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await (await other.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Ones_current_session_can_be_ended_too()
    {
        var member = await App.NewMemberAsync();

        await (await EndAsync(member, member.SessionId)).ShouldBeAsync(204);

        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
    }

    [Fact]
    public async Task Somebody_elses_session_and_one_that_never_was_are_not_found_alike()
    {
        var member = await App.NewMemberAsync();
        var stranger = await App.NewMemberAsync();
        var administrator = await App.NewAdministratorAsync();

        foreach (var actor in new[] { member, administrator })
        {
            await (await EndAsync(actor, stranger.SessionId)).ShouldBeProblemAsync(404, "not_found");
            await (await EndAsync(actor, Guid.NewGuid())).ShouldBeProblemAsync(404, "not_found");
        }

        await (await stranger.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Ending_twice_changes_nothing_more()
    {
        var member = await App.NewMemberAsync();
        var lost = await App.LogInAgainAsync(member);

        await (await EndAsync(member, lost.SessionId)).ShouldBeAsync(204);
        await (await EndAsync(member, lost.SessionId)).ShouldBeAsync(204);

        (await App.QueryAsync(db => db.AuditEvents.CountAsync(e => e.Type == "session_ended"))).ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_token_it_is_refused()
    {
        var member = await App.NewMemberAsync();

        await (await App.Client.CallAsync($"DELETE /api/v1/users/me/sessions/{member.SessionId}")).ShouldBeProblemAsync(401, "token_missing");
    }

    private static Task<HttpResponseMessage> EndAsync(Member actor, Guid session) => actor.Client.CallAsync($"DELETE /api/v1/users/me/sessions/{session}");
}
