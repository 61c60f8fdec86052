using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Sessions;

public sealed class ListUserSessionsTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task An_administrator_sees_a_members_devices_and_the_trail_says_so()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        var elsewhere = await App.LogInAgainAsync(member);

        var sessions = await (await administrator.Client.CallAsync($"GET /api/v1/users/{member.Id}/sessions")).ShouldBeAsync(200);

        sessions.EnumerateArray().Select(s => s.GetProperty("id").GetGuid()).ShouldBe([member.SessionId, elsewhere.SessionId], ignoreOrder: true);
        sessions.EnumerateArray().ShouldAllBe(s => !s.GetProperty("current").GetBoolean());
        var viewed = await App.QueryAsync(db => db.AuditEvents.SingleAsync(e => e.Type == "user_devices_viewed"));
        viewed.ActorId.ShouldBe(administrator.UserId);
        viewed.SubjectId.ShouldBe(member.UserId);
    }

    [Fact]
    public async Task Among_ones_own_the_current_one_is_marked()
    {
        var administrator = await App.NewAdministratorAsync();

        var sessions = await (await administrator.Client.CallAsync($"GET /api/v1/users/{administrator.Id}/sessions")).ShouldBeAsync(200);

        sessions.EnumerateArray().Single().GetProperty("current").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Somebody_who_is_not_there_is_not_found()
    {
        var administrator = await App.NewAdministratorAsync();

        await (await administrator.Client.CallAsync($"GET /api/v1/users/{Guid.NewGuid()}/sessions")).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task A_member_may_not_see_them()
    {
        var member = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();

        await (await member.Client.CallAsync($"GET /api/v1/users/{other.Id}/sessions")).ShouldBeProblemAsync(403, "forbidden");
        await (await App.Client.CallAsync($"GET /api/v1/users/{other.Id}/sessions")).ShouldBeProblemAsync(401, "token_missing");
    }
}
