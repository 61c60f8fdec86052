using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class ChangeUserTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task An_administrator_changes_a_members_profile_and_what_is_absent_stays()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));

        var user = await (await AuthApp.ChangeAsync(administrator, member.Id, new { name = "성춘향", phone = (string?)null })).ShouldBeAsync(200);

        user.Text("name").ShouldBe("성춘향");
        user.Text("phone").ShouldBeNull();
        user.Text("email").ShouldBe("alice@example.com");
        user.Text("role").ShouldBe("member");
        user.GetRawText().ShouldBe(await (await member.Client.CallAsync("GET /api/v1/users/me")).TextAsync());
    }

    [Fact]
    public async Task A_promotion_and_a_demotion_count_at_once_whatever_the_token_says()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        await (await member.Client.CallAsync("GET /api/v1/users")).ShouldBeProblemAsync(403, "forbidden");

        (await (await AuthApp.ChangeAsync(administrator, member.Id, new { role = "admin" })).ShouldBeAsync(200)).Text("role").ShouldBe("admin");
        await (await member.Client.CallAsync("GET /api/v1/users")).ShouldBeAsync(200);

        (await (await AuthApp.ChangeAsync(administrator, member.Id, new { role = "member" })).ShouldBeAsync(200)).Text("role").ShouldBe("member");
        await (await member.Client.CallAsync("GET /api/v1/users")).ShouldBeProblemAsync(403, "forbidden");
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_suspension_ends_every_session_for_good()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        var elsewhere = await App.LogInAgainAsync(member);

        (await (await AuthApp.ChangeAsync(administrator, member.Id, new { status = "suspended" })).ShouldBeAsync(200)).Text("status").ShouldBe("suspended");

        foreach (var session in new[] { member, elsewhere })
        {
            await (await session.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
            await (await App.RefreshAsync(session.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        }

        await (await AuthApp.ChangeAsync(administrator, member.Id, new { status = "active" })).ShouldBeAsync(200);
        foreach (var session in new[] { member, elsewhere })
        {
            await (await session.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
            await (await App.RefreshAsync(session.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        }

        await App.LogInAgainAsync(member);
        (await App.QueryAsync(db => db.Sessions.CountAsync(s => s.EndReason == SessionEnd.Suspended))).ShouldBe(2);
    }

    [Theory]
    [InlineData("role", "root")]
    [InlineData("role", "Admin")]
    [InlineData("role", "1")]
    [InlineData("role", "")]
    [InlineData("status", "withdrawn")]
    [InlineData("status", "0")]
    [InlineData("name", "")]
    [InlineData("email", "nobody")]
    [InlineData("phone", "02-312-3456")]
    [InlineData("birthDate", "tomorrow")]
    public async Task A_wrong_value_is_refused_naming_its_field(string field, string value)
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync(App.FullRegistration());

        await (await AuthApp.ChangeAsync(administrator, member.Id, new Dictionary<string, string> { [field] = value })).ShouldRefuseFieldsAsync(field);
    }

    [Fact]
    public async Task An_administrator_cannot_consent_for_somebody()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();

        await (await AuthApp.ChangeAsync(administrator, member.Id, new { phone = "010-1234-5678", consentToOptionalData = true, role = "admin" }))
            .ShouldRefuseFieldsAsync("consentToOptionalData");

        (await App.QueryAsync(db => db.Users.SingleAsync(u => u.Id == member.UserId))).Role.ShouldBe(Role.Member);
    }

    [Fact]
    public async Task What_nobody_may_set_changes_nothing()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));

        var user = await (await AuthApp.ChangeAsync(administrator, member.Id, new
        {
            id = administrator.Id,
            username = "root",
            password = "another password",
            emailVerified = true,
            createdAt = "2001-01-01T00:00:00Z",
        })).ShouldBeAsync(200);

        user.GetProperty("id").GetGuid().ShouldBe(member.Id);
        user.Text("username").ShouldBe("alice");
        user.GetProperty("emailVerified").GetBoolean().ShouldBeFalse();
        await (await App.LoginAsync("alice")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task An_email_of_somebody_else_is_refused()
    {
        var administrator = await App.NewAdministratorAsync();
        await App.NewMemberAsync(App.FullRegistration("bob"));
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));

        await (await AuthApp.ChangeAsync(administrator, member.Id, new { email = "BOB@example.com", status = "suspended" })).ShouldBeProblemAsync(409, "email_taken");

        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task The_last_administrator_can_be_neither_demoted_nor_suspended()
    {
        var administrator = await App.NewAdministratorAsync();
        var suspended = await App.NewAdministratorAsync();
        await (await AuthApp.ChangeAsync(administrator, suspended.Id, new { status = "suspended" })).ShouldBeAsync(200);

        await (await AuthApp.ChangeAsync(administrator, administrator.Id, new { role = "member" })).ShouldBeProblemAsync(409, "last_administrator");
        await (await AuthApp.ChangeAsync(administrator, administrator.Id, new { status = "suspended" })).ShouldBeProblemAsync(409, "last_administrator");
        await (await AuthApp.ChangeAsync(administrator, administrator.Id, new { name = "관리자", role = "admin", status = "active" })).ShouldBeAsync(200);

        await App.NewAdministratorAsync();
        await (await AuthApp.ChangeAsync(administrator, administrator.Id, new { role = "member" })).ShouldBeAsync(200);
    }

    [Theory]
    [InlineData("demote", "demote")]
    [InlineData("suspend", "suspend")]
    [InlineData("withdraw", "withdraw")]
    [InlineData("demote", "suspend")]
    [InlineData("suspend", "withdraw")]
    [InlineData("withdraw", "demote")]
    public async Task Two_administrators_against_each_other_at_once_leave_one(string first, string second)
    {
        for (var round = 0; round < 6; round++)
        {
            await App.ResetAsync();
            var one = await App.NewAdministratorAsync();
            var other = await App.NewAdministratorAsync();

            var responses = await Task.WhenAll(Against(one, other, first), Against(other, one, second));

            // Whoever comes second meets the rule, or is no administrator or not signed in any more.
            responses.Count(r => r.IsSuccessStatusCode).ShouldBe(1);
            ((int)responses.Single(r => !r.IsSuccessStatusCode).StatusCode).ShouldBeOneOf(401, 403, 409);
            (await App.QueryAsync(db => db.Users.CountAsync(u => u.Role == Role.Admin && u.Status == UserStatus.Active))).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Two_administrators_who_demote_themselves_at_once_leave_one()
    {
        for (var round = 0; round < 6; round++)
        {
            await App.ResetAsync();
            Member[] administrators = [await App.NewAdministratorAsync(), await App.NewAdministratorAsync()];

            var responses = await Task.WhenAll(administrators.Select(a => AuthApp.ChangeAsync(a, a.Id, new { role = "member" })));

            responses.Count(r => r.IsSuccessStatusCode).ShouldBe(1);
            await responses.Single(r => !r.IsSuccessStatusCode).ShouldBeProblemAsync(409, "last_administrator");
            (await App.QueryAsync(db => db.Users.CountAsync(u => u.Role == Role.Admin))).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_change_by_the_member_at_the_same_moment_is_not_lost()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        for (var round = 0; round < 10; round++)
        {
            var role = round % 2 == 0 ? "admin" : "member";
            var responses = await Task.WhenAll(
                AuthApp.ChangeAsync(administrator, member.Id, new { role }),
                member.Client.CallAsync("PATCH /api/v1/users/me", new { nickname = $"별명 {round}" }));

            foreach (var response in responses)
                await response.ShouldBeAsync(200);
            var user = await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
            user.Text("role").ShouldBe(role);
            user.Text("nickname").ShouldBe($"별명 {round}");
        }
    }

    [Fact]
    public async Task Somebody_who_is_not_there_is_not_found()
    {
        var administrator = await App.NewAdministratorAsync();

        await (await AuthApp.ChangeAsync(administrator, Guid.NewGuid(), new { name = "x" })).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task A_member_may_not_change_anybody_not_even_themselves_this_way()
    {
        var member = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();

        await (await AuthApp.ChangeAsync(member, other.Id, new { role = "admin" })).ShouldBeProblemAsync(403, "forbidden");
        await (await AuthApp.ChangeAsync(member, member.Id, new { role = "admin" })).ShouldBeProblemAsync(403, "forbidden");
        await (await App.Client.CallAsync($"PATCH /api/v1/users/{other.Id}", new { role = "admin" })).ShouldBeProblemAsync(401, "token_missing");
    }

    private static Task<HttpResponseMessage> Against(Member actor, Member victim, string act) => act switch
    {
        "demote" => AuthApp.ChangeAsync(actor, victim.Id, new { role = "member" }),
        "suspend" => AuthApp.ChangeAsync(actor, victim.Id, new { status = "suspended" }),
        _ => actor.Client.CallAsync($"DELETE /api/v1/users/{victim.Id}"),
    };

    [Fact]
    public async Task A_change_of_nothing_shows_the_member_and_the_trail_says_so()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync(App.FullRegistration());

        (await (await AuthApp.ChangeAsync(administrator, member.Id, new { })).ShouldBeAsync(200)).Text("birthDate").ShouldBe("1998-03-07");

        var seen = await App.QueryAsync(db => db.AuditEvents.SingleAsync(e => e.Type == "user_viewed"));
        (seen.ActorId, seen.SubjectId).ShouldBe((administrator.UserId, member.UserId));
    }
}
