using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Sessions;

public sealed class EndUserSessionsTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task An_administrator_ends_every_session_of_a_member_who_may_log_in_again()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        var elsewhere = await App.LogInAgainAsync(member);
        var stranger = await App.NewMemberAsync();

        await (await administrator.Client.CallAsync($"DELETE /api/v1/users/{member.Id}/sessions")).ShouldBeAsync(204);

        foreach (var session in new[] { member, elsewhere })
        {
            await (await session.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
            await (await App.RefreshAsync(session.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        }

        await (await stranger.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await App.LogInAgainAsync(member);
        var ended = await App.QueryAsync(db => db.AuditEvents.Where(e => e.Type == "session_ended").ToListAsync());
        ended.Count.ShouldBe(2);
        ended.ShouldAllBe(e => e.ActorId == administrator.UserId && e.SubjectId == member.UserId);
        ended.Select(e => e.SessionId!.Value.Value).ShouldBe([member.SessionId, elsewhere.SessionId], ignoreOrder: true);
    }

    [Fact]
    public async Task Somebody_who_is_not_there_is_not_found()
    {
        var administrator = await App.NewAdministratorAsync();

        await (await administrator.Client.CallAsync($"DELETE /api/v1/users/{Guid.NewGuid()}/sessions")).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task A_member_may_not_end_them()
    {
        var member = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();

        await (await member.Client.CallAsync($"DELETE /api/v1/users/{other.Id}/sessions")).ShouldBeProblemAsync(403, "forbidden");
        await (await App.Client.CallAsync($"DELETE /api/v1/users/{other.Id}/sessions")).ShouldBeProblemAsync(401, "token_missing");
        await (await other.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }
}
