using System.Net.Http.Headers;
using System.Text.Json;
using Auth.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Sessions;

public sealed class ReauthenticateTests(AuthApp app) : AuthTest(app)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public static TheoryData<string, object?> Sensitive => new()
    {
        { "PATCH /api/v1/users/{id}", new { role = "admin" } },
        { "PATCH /api/v1/users/{id}", new { status = "suspended" } },
        { "DELETE /api/v1/users/{id}/sessions", null },
        { "DELETE /api/v1/users/{id}", null },
    };

    [Theory, MemberData(nameof(Sensitive))]
    public async Task What_is_hard_to_undo_needs_a_password_of_the_last_ten_minutes(string call, object? body)
    {
        var administrator = await AgedAsync(await App.NewAdministratorAsync(), Recent);
        var member = await App.NewMemberAsync();
        call = call.Replace("{id}", member.Id.ToString(), StringComparison.Ordinal);

        await (await administrator.Client.CallAsync(call, body)).ShouldBeProblemAsync(403, "reauthentication_required");
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);

        var again = await ReauthenticatedAsync(administrator);
        (await again.Client.CallAsync(call, body)).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_before_the_ten_minutes_are_over_the_password_counts()
    {
        var member = await App.NewMemberAsync();
        var administrator = await AgedAsync(await App.NewAdministratorAsync(), Recent - TimeSpan.FromSeconds(1));

        await (await administrator.Client.CallAsync($"DELETE /api/v1/users/{member.Id}/sessions")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task Reading_and_correcting_a_profile_need_no_new_password()
    {
        var member = await App.NewMemberAsync();
        var administrator = await AgedAsync(await App.NewAdministratorAsync(), Recent);

        await (await administrator.Client.CallAsync($"GET /api/v1/users/{member.Id}")).ShouldBeAsync(200);
        await (await administrator.Client.CallAsync($"PATCH /api/v1/users/{member.Id}", new { nickname = "새별명" })).ShouldBeAsync(200);
    }

    [Fact]
    public async Task One_who_may_not_do_it_at_all_is_told_so_and_not_asked_for_the_password()
    {
        var other = await App.NewMemberAsync();
        var member = await AgedAsync(await App.NewMemberAsync(), Recent);

        await (await member.Client.CallAsync($"DELETE /api/v1/users/{other.Id}")).ShouldBeProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task Another_email_address_needs_a_new_password_and_the_same_one_does_not()
    {
        var member = await AgedAsync(await App.NewMemberAsync(App.FullRegistration("gildong")), Recent);

        await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { email = "mine@example.com" })).ShouldBeProblemAsync(403, "reauthentication_required");
        await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { email = "GILDONG@example.com", nickname = "새별명" })).ShouldBeAsync(200);
        var again = await ReauthenticatedAsync(member);
        (await (await again.Client.CallAsync("PATCH /api/v1/users/me", new { email = "mine@example.com" })).ShouldBeAsync(200)).Text("email").ShouldBe("mine@example.com");
    }

    [Fact]
    public async Task The_session_goes_on_under_a_new_id_and_the_former_tokens_are_worth_nothing()
    {
        var member = await App.NewMemberAsync();
        var elsewhere = await App.LogInAgainAsync(member);
        await App.AdvanceAsync(TimeSpan.FromMinutes(5));

        var again = await ReauthenticatedAsync(member);

        again.SessionId.ShouldNotBe(member.SessionId);
        Jwt.Read(again.AccessToken).Claims.GetProperty("auth_time").GetInt64().ShouldBe(App.Clock.GetUtcNow().ToUnixTimeSeconds());
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await (await App.RefreshAsync(again.RefreshToken)).ShouldBeAsync(200);
        var devices = await (await elsewhere.Client.CallAsync("GET /api/v1/users/me/sessions")).ShouldBeAsync(200);
        devices.EnumerateArray().Select(d => d.GetProperty("id").GetGuid()).ShouldBe([elsewhere.SessionId, again.SessionId], ignoreOrder: true);
        var told = await App.QueryAsync(db => db.AuditEvents.SingleAsync(e => e.Type == "session_reauthenticated"));
        (told.ActorId, told.SubjectId, told.SessionId).ShouldBe((member.UserId, member.UserId, new SessionId(again.SessionId)));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_counted_and_changes_nothing()
    {
        var member = await App.NewMemberAsync();

        for (var i = 0; i < 10; i++)
            await (await member.Client.CallAsync("POST /api/v1/auth/reauthenticate", new { password = $"guess number {i}" })).ShouldRefuseFieldsAsync("password");

        var refused = await member.Client.CallAsync("POST /api/v1/auth/reauthenticate", new { password = AuthApp.Password });
        await refused.ShouldBeProblemAsync(429, "too_many_attempts");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task An_empty_password_is_refused_and_nobody_can_reauthenticate()
    {
        var member = await App.NewMemberAsync();

        await (await member.Client.CallAsync("POST /api/v1/auth/reauthenticate", new { })).ShouldRefuseFieldsAsync("password");
        await (await App.Client.CallAsync("POST /api/v1/auth/reauthenticate", new { password = AuthApp.Password })).ShouldBeProblemAsync(401, "token_missing");
    }

    [Fact]
    public async Task Of_many_at_once_one_gets_the_session_and_the_others_are_logged_out()
    {
        var member = await App.NewMemberAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReauthenticateAsync(member)));

        answers.Count(a => (int)a.StatusCode == 200).ShouldBe(1);
        foreach (var refused in answers.Where(a => (int)a.StatusCode != 200))
            await refused.ShouldBeProblemAsync(401, "token_invalid");
        (await App.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == member.UserId && s.EndedAt == null))).ShouldBe(1);
    }

    [Fact]
    public async Task A_suspension_at_the_same_moment_leaves_no_session()
    {
        var administrator = await App.NewAdministratorAsync();
        for (var round = 0; round < 5; round++)
        {
            var member = await App.NewMemberAsync();

            await Task.WhenAll(ReauthenticateAsync(member), AuthApp.ChangeAsync(administrator, member.Id, new { status = "suspended" }));

            (await App.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == member.UserId && s.EndedAt == null))).ShouldBe(0);
        }
    }

    private static Task<HttpResponseMessage> ReauthenticateAsync(Member member) =>
        member.Client.CallAsync("POST /api/v1/auth/reauthenticate", new { password = AuthApp.Password });

    private async Task<Member> ReauthenticatedAsync(Member member) => With(member, await (await ReauthenticateAsync(member)).ShouldBeAsync(200));

    /// <summary>The same session so much later, with tokens that are still good.</summary>
    private async Task<Member> AgedAsync(Member member, TimeSpan by)
    {
        await App.AdvanceAsync(by);
        return With(member, await (await App.RefreshAsync(member.RefreshToken)).ShouldBeAsync(200));
    }

    private Member With(Member member, JsonElement tokens)
    {
        var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        return new Member(member.Id, member.Username, tokens.Text("accessToken")!, tokens.Text("refreshToken")!, tokens.GetProperty("sessionId").GetGuid(), client);
    }
}
