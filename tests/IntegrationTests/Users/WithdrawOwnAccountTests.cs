using System.Net.Http.Headers;
using Auth.Domain.Users;
using Auth.Infrastructure.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Users;

public sealed class WithdrawOwnAccountTests(AuthApp app) : AuthTest(app)
{
    private const string HomeAddress = "127.0.0.77";
    private const string Reason = "rarereason of a complaint";
    private const string HomeBrowser = "PrivateBrowser/7.7 (rare device)";

    [Fact]
    public async Task Whoever_withdraws_is_gone_like_somebody_who_never_was()
    {
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));
        var elsewhere = await App.LogInAgainAsync(member);

        await (await AuthApp.WithdrawAsync(member)).ShouldBeAsync(204);

        foreach (var session in new[] { member, elsewhere })
        {
            await (await session.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
            await (await App.RefreshAsync(session.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        }

        var former = await (await App.LoginAsync("alice")).ShouldBeProblemAsync(401, "invalid_credentials");
        var unknown = await (await App.LoginAsync("nobody")).ShouldBeProblemAsync(401, "invalid_credentials");
        former.Text("title").ShouldBe(unknown.Text("title"));
        await (await App.LoginAsync("alice@example.com")).ShouldBeProblemAsync(401, "invalid_credentials");
    }

    [Fact]
    public async Task Nothing_of_them_is_left_in_any_table_any_answer_or_the_log()
    {
        var registration = App.FullRegistration("rareusername");
        registration["name"] = "남궁희귀";
        registration["nickname"] = "희귀별명";
        registration["introduction"] = "드문 소개 rareintroduction";
        string[] personal =
        [
            "rareusername", "rareusername@example.com", "남궁희귀", "희귀별명", "rareintroduction", "1012345678", "1998-03-07", HomeAddress, HomeBrowser, Reason,
        ];
        var atStart = App.Host.Logs.Lines.Count;
        var member = await LiveALittleAsync(registration);
        await SealAsync();
        var before = await StoredValues.ReadAsync(App);
        foreach (var value in personal)
            before.WhereIs(value).ShouldNotBeEmpty($"{value} is not stored, so this test would prove nothing.");
        before.WhereIs(HomeBrowser).ShouldContain("audit_events.user_agent");
        before.WhereIs(HomeBrowser).ShouldContain("sessions.user_agent");
        before.WhereIs(Reason).ShouldBe(["audit_events.reason"]);

        await (await AuthApp.WithdrawAsync(member)).ShouldBeAsync(204);
        await SealAsync();

        var after = await StoredValues.ReadAsync(App);
        var answers = await AnswersAsync(await App.NewAdministratorAsync(), member.Id);
        foreach (var value in personal)
        {
            after.WhereIs(value).ShouldBeEmpty(value);
            answers.ShouldNotContain(value);
            App.Host.Logs.Lines.Skip(atStart).Where(line => line.Contains(value, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        }

        after.WhereIs(member.SessionId.ToByteArray(bigEndian: true)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_trail_keeps_of_their_acts_the_id_the_act_and_the_time()
    {
        var member = await LiveALittleAsync(App.FullRegistration());
        var neighbour = await App.NewMemberAsync();

        await (await AuthApp.WithdrawAsync(member)).ShouldBeAsync(204);

        var events = await App.QueryAsync(db => db.AuditEvents.ToListAsync());
        var own = events.Where(e => e.ActorId == member.UserId || (e.SubjectId == member.UserId && e.ActorId is null)).ToList();
        own.Select(e => e.Type).Distinct().ShouldBe(
            ["user_registered", "session_started", "login_refused", "password_check_failed", "user_profile_changed", "session_ended", "access_refused", "setup_code_refused", "user_withdrawn"],
            ignoreOrder: true);
        foreach (var one in own)
        {
            one.Address.ShouldBeNull(one.Type);
            one.UserAgent.ShouldBeNull(one.Type);
            one.SessionId.ShouldBeNull(one.Type);
            one.TraceId.ShouldBeNull(one.Type);
            one.At.ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        }

        foreach (var others in events.Where(e => e.ActorId == neighbour.UserId))
            others.Address.ShouldNotBeNull(others.Type);
    }

    [Fact]
    public async Task The_name_and_the_email_are_free_for_somebody_new()
    {
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));
        await (await AuthApp.WithdrawAsync(member)).ShouldBeAsync(204);

        var successor = await App.NewMemberAsync(App.FullRegistration("alice"));

        successor.Id.ShouldNotBe(member.Id);
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_nothing_is_erased()
    {
        var member = await App.NewMemberAsync();

        await (await AuthApp.WithdrawAsync(member, "not the password")).ShouldRefuseFieldsAsync("currentPassword");
        await (await AuthApp.WithdrawAsync(member, "")).ShouldRefuseFieldsAsync("currentPassword");

        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Wrong_passwords_here_and_at_the_login_share_one_count()
    {
        var member = await App.NewMemberAsync();
        for (var i = 0; i < 5; i++)
            await (await AuthApp.WithdrawAsync(member, "not the password")).ShouldRefuseFieldsAsync("currentPassword");
        for (var i = 0; i < 5; i++)
            await (await App.LoginAsync(member.Username, "not the password")).ShouldBeProblemAsync(401, "invalid_credentials");

        var refused = await AuthApp.WithdrawAsync(member);

        await refused.ShouldBeProblemAsync(429, "too_many_attempts");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBe(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task The_last_administrator_cannot_withdraw()
    {
        var administrator = await App.NewAdministratorAsync();
        var suspended = await App.NewAdministratorAsync();
        await (await AuthApp.ChangeAsync(administrator, suspended.Id, new { status = "suspended" })).ShouldBeAsync(200);

        await (await AuthApp.WithdrawAsync(administrator)).ShouldBeProblemAsync(409, "last_administrator");
        await (await administrator.Client.CallAsync("GET /api/v1/users")).ShouldBeAsync(200);

        await App.NewAdministratorAsync();
        await (await AuthApp.WithdrawAsync(administrator)).ShouldBeAsync(204);
    }

    [Fact]
    public async Task Two_administrators_who_withdraw_at_once_leave_one()
    {
        for (var round = 0; round < 8; round++)
        {
            await App.ResetAsync();
            var one = await App.NewAdministratorAsync();
            var other = await App.NewAdministratorAsync();

            var responses = await Task.WhenAll(AuthApp.WithdrawAsync(one), AuthApp.WithdrawAsync(other));

            responses.Count(r => (int)r.StatusCode == 204).ShouldBe(1);
            await responses.Single(r => (int)r.StatusCode != 204).ShouldBeProblemAsync(409, "last_administrator");
            (await App.QueryAsync(db => db.Users.CountAsync(u => u.Role == Role.Admin))).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Without_a_token_it_is_refused() =>
        await (await AuthApp.WithdrawAsync(new Member(Guid.NewGuid(), "", "", "", Guid.NewGuid(), App.Client))).ShouldBeProblemAsync(401, "token_missing");

    /// <summary>Somebody who has left traces from home: two sessions, a renewal, a logout, wrong passwords, a change, and an administrator who looked.</summary>
    private async Task<Member> LiveALittleAsync(Dictionary<string, object?> registration)
    {
        var client = App.ClientFrom(HomeAddress, HomeBrowser);
        var id = (await (await client.CallAsync("POST /api/v1/auth/register", registration)).ShouldBeAsync(201)).GetProperty("id").GetGuid();
        var username = (string)registration["username"]!;
        await (await client.CallAsync("POST /api/v1/auth/login", new { username, password = "not the password" })).ShouldBeAsync(401);
        var former = await (await client.CallAsync("POST /api/v1/auth/login", new { username, password = AuthApp.Password })).ShouldBeAsync(200);
        await (await client.CallAsync("POST /api/v1/auth/logout", new { refreshToken = former.Text("refreshToken") })).ShouldBeAsync(204);
        var tokens = await (await client.CallAsync("POST /api/v1/auth/login", new { username, password = AuthApp.Password })).ShouldBeAsync(200);
        await (await client.CallAsync("POST /api/v1/auth/refresh", new { refreshToken = tokens.Text("refreshToken") })).ShouldBeAsync(200);

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        var member = new Member(id, username, tokens.Text("accessToken")!, tokens.Text("refreshToken")!, tokens.GetProperty("sessionId").GetGuid(), client);
        await (await client.CallAsync("PATCH /api/v1/users/me", new { gender = "male" })).ShouldBeAsync(200);
        await (await AuthApp.WithdrawAsync(member, "not the password")).ShouldBeAsync(400);
        var administrator = await App.NewAdministratorAsync();
        administrator.Client.DefaultRequestHeaders.Add("X-Audit-Reason", Uri.EscapeDataString(Reason));
        await (await administrator.Client.CallAsync($"GET /api/v1/users/{id}")).ShouldBeAsync(200);
        administrator.Client.DefaultRequestHeaders.Remove("X-Audit-Reason");
        await (await administrator.Client.CallAsync($"GET /api/v1/users/{id}/sessions")).ShouldBeAsync(200);
        await (await administrator.Client.CallAsync($"GET /api/v1/audit-events?userId={id}")).ShouldBeAsync(200);
        await (await member.Client.CallAsync("GET /api/v1/users")).ShouldBeAsync(403);
        await (await member.Client.CallAsync("POST /api/v1/setup/administrator", new { setupCode = "AAAA-AAAA-AAAA-AAAA" })).ShouldBeAsync(403);
        return member;
    }

    /// <summary>All that an administrator can be told of somebody.</summary>
    private static async Task<string> AnswersAsync(Member administrator, Guid id)
    {
        string[] calls =
        [
            "users", $"users/{id}", $"users/{id}/sessions", "users?search=rareusername", "users?search=%EB%82%A8%EA%B6%81", "users?search=%ED%9D%AC%EA%B7%80",
            "audit-events?limit=100", $"audit-events?limit=100&userId={id}", "audit-events/verification",
        ];
        var answers = "";
        foreach (var call in calls)
            answers += await (await administrator.Client.CallAsync($"GET /api/v1/{call}")).TextAsync();
        return answers;
    }

    private Task<int> SealAsync() => App.Host.Services.GetRequiredService<AuditSealer>().SealAsync(TestContext.Current.CancellationToken);
}
