using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class WithdrawUserTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task A_withdrawn_member_is_gone_and_the_trail_says_by_whom()
    {
        var administrator = await App.NewAdministratorAsync();
        var registration = App.FullRegistration("rareusername");
        registration["name"] = "남궁희귀";
        var member = await App.NewMemberAsync(registration);

        await (await administrator.Client.CallAsync($"DELETE /api/v1/users/{member.Id}")).ShouldBeAsync(204);

        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await (await App.LoginAsync("rareusername")).ShouldBeProblemAsync(401, "invalid_credentials");
        await (await administrator.Client.CallAsync($"GET /api/v1/users/{member.Id}")).ShouldBeProblemAsync(404, "not_found");
        await (await administrator.Client.CallAsync($"DELETE /api/v1/users/{member.Id}")).ShouldBeProblemAsync(404, "not_found");

        var stored = await StoredValues.ReadAsync(App);
        foreach (var personal in new[] { "rareusername", "남궁희귀", "1012345678", "1998-03-07", "Nice to meet you" })
            stored.WhereIs(personal).ShouldBeEmpty(personal);
        var withdrawn = await App.QueryAsync(db => db.AuditEvents.SingleAsync(e => e.Type == "user_withdrawn"));
        withdrawn.ActorId.ShouldBe(administrator.UserId);
        withdrawn.SubjectId.ShouldBe(member.UserId);
        withdrawn.Address.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_last_administrator_cannot_be_withdrawn()
    {
        var administrator = await App.NewAdministratorAsync();

        await (await administrator.Client.CallAsync($"DELETE /api/v1/users/{administrator.Id}")).ShouldBeProblemAsync(409, "last_administrator");

        await (await administrator.Client.CallAsync("GET /api/v1/users")).ShouldBeAsync(200);
        (await App.QueryAsync(db => db.AuditEvents.AnyAsync(e => e.Type == "user_withdrawn"))).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_withdrawals_of_one_member_at_once_are_one()
    {
        var administrator = await App.NewAdministratorAsync();
        for (var round = 0; round < 6; round++)
        {
            var member = await App.NewMemberAsync();

            var responses = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => administrator.Client.CallAsync($"DELETE /api/v1/users/{member.Id}")));

            responses.Select(r => (int)r.StatusCode).ShouldBe([204, 404], ignoreOrder: true);
            (await App.QueryAsync(db => db.AuditEvents.CountAsync(e => e.Type == "user_withdrawn" && e.SubjectId == member.UserId))).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_member_may_not_withdraw_anybody_this_way()
    {
        var member = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();

        await (await member.Client.CallAsync($"DELETE /api/v1/users/{other.Id}")).ShouldBeProblemAsync(403, "forbidden");
        await (await member.Client.CallAsync($"DELETE /api/v1/users/{member.Id}")).ShouldBeProblemAsync(403, "forbidden");
        await (await App.Client.CallAsync($"DELETE /api/v1/users/{other.Id}")).ShouldBeProblemAsync(401, "token_missing");
        await (await other.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }
}
