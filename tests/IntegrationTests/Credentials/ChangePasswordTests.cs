using System.Net.Http.Headers;
using Auth.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Credentials;

public sealed class ChangePasswordTests(AuthApp app) : AuthTest(app)
{
    private const string NewPassword = "an entirely new password";

    [Fact]
    public async Task The_new_password_works_the_old_one_no_longer_and_the_own_session_stays()
    {
        var member = await App.NewMemberAsync();

        var response = await ChangeAsync(member, AuthApp.Password, NewPassword);

        await response.ShouldBeAsync(204);
        await (await App.LoginAsync(member.Username, NewPassword)).ShouldBeAsync(200);
        await (await App.LoginAsync(member.Username)).ShouldBeProblemAsync(401, "invalid_credentials");
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Every_other_session_ends_at_once()
    {
        var member = await App.NewMemberAsync();
        var elsewhere = await App.LogInAgainAsync(member);
        var stranger = await App.NewMemberAsync();

        await (await ChangeAsync(member, AuthApp.Password, NewPassword)).ShouldBeAsync(204);

        await (await elsewhere.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.RefreshAsync(elsewhere.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await (await stranger.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        (await App.QueryAsync(db => db.Sessions.SingleAsync(s => s.EndReason == SessionEnd.PasswordChanged))).Id.Value.ShouldBe(elsewhere.SessionId);
    }

    [Fact]
    public async Task A_wrong_current_password_is_refused_and_changes_nothing()
    {
        var member = await App.NewMemberAsync();
        var elsewhere = await App.LogInAgainAsync(member);

        await (await ChangeAsync(member, "not the password", NewPassword)).ShouldRefuseFieldsAsync("currentPassword");

        await (await App.LoginAsync(member.Username)).ShouldBeAsync(200);
        await (await App.LoginAsync(member.Username, NewPassword)).ShouldBeProblemAsync(401, "invalid_credentials");
        await (await elsewhere.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Theory]
    [InlineData("", NewPassword, "currentPassword")]
    [InlineData(null, NewPassword, "currentPassword")]
    [InlineData(AuthApp.Password, "seven77", "newPassword")]
    [InlineData(AuthApp.Password, "", "newPassword")]
    [InlineData(AuthApp.Password, null, "newPassword")]
    public async Task A_missing_or_wrong_field_is_named(string? current, string? next, string field)
    {
        var member = await App.NewMemberAsync();

        await (await ChangeAsync(member, current, next)).ShouldRefuseFieldsAsync(field);
        await (await ChangeAsync(member, AuthApp.Password, new string('p', 129))).ShouldRefuseFieldsAsync("newPassword");
    }

    [Fact]
    public async Task Wrong_current_passwords_and_failed_logins_share_one_count_and_the_right_one_waits_too()
    {
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));
        for (var i = 0; i < 6; i++)
            await (await ChangeAsync(member, "not the password", NewPassword)).ShouldRefuseFieldsAsync("currentPassword");
        for (var i = 0; i < 4; i++)
            await (await App.LoginAsync("Alice@example.com", "not the password")).ShouldBeProblemAsync(401, "invalid_credentials");

        var refused = await ChangeAsync(member, AuthApp.Password, NewPassword);

        await refused.ShouldBeProblemAsync(429, "too_many_attempts");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(15));
        await (await App.LoginAsync("alice")).ShouldBeProblemAsync(429, "too_many_attempts");
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await App.AdvanceAsync(TimeSpan.FromMinutes(15));
        var again = await App.LogInAgainAsync(member);
        await (await ChangeAsync(again, AuthApp.Password, NewPassword)).ShouldBeAsync(204);
    }

    [Fact]
    public async Task No_login_with_the_old_password_outlives_the_change_however_they_race()
    {
        for (var round = 0; round < 12; round++)
        {
            var member = await App.NewMemberAsync();

            var logins = Enumerable.Range(0, 6).Select(_ => App.LoginAsync(member.Username)).ToList();
            var change = ChangeAsync(member, AuthApp.Password, NewPassword);
            logins.AddRange(Enumerable.Range(0, 6).Select(_ => App.LoginAsync(member.Username)));
            await (await change).ShouldBeAsync(204);

            foreach (var login in await Task.WhenAll(logins))
            {
                ((int)login.StatusCode).ShouldBeOneOf(200, 401, 429);
                if (!login.IsSuccessStatusCode)
                    continue;
                var tokens = await login.ShouldBeAsync(200);
                using var client = App.Host.CreateClient();
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
                await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
                await (await App.RefreshAsync(tokens.Text("refreshToken")!)).ShouldBeProblemAsync(401, "refresh_token_invalid");
            }

            await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        }
    }

    [Fact]
    public async Task Of_two_changes_from_one_password_at_once_one_holds()
    {
        for (var round = 0; round < 6; round++)
        {
            var member = await App.NewMemberAsync();
            string[] wished = ["the first new password", "the second new password"];

            var responses = await Task.WhenAll(wished.Select(next => ChangeAsync(member, AuthApp.Password, next)));

            responses.Count(r => (int)r.StatusCode == 204).ShouldBe(1);
            await responses.Single(r => (int)r.StatusCode != 204).ShouldRefuseFieldsAsync("currentPassword");
            await (await App.LoginAsync(member.Username, wished[(int)responses[0].StatusCode == 204 ? 0 : 1])).ShouldBeAsync(200);
        }
    }

    [Fact]
    public async Task Neither_password_is_in_an_answer_or_in_the_logs()
    {
        var member = await App.NewMemberAsync();

        var refused = await ChangeAsync(member, "zanzibar current", "zanzib");
        (await refused.TextAsync()).ShouldNotContain("zanzib");
        (await (await ChangeAsync(member, "zanzibar current", "zanzibar new one")).TextAsync()).ShouldNotContain("zanzib");

        App.Host.Logs.Lines.ShouldNotContain(line => line.Contains("zanzib", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_token_it_is_refused() =>
        await (await App.Client.CallAsync("PUT /api/v1/users/me/password", new { currentPassword = AuthApp.Password, newPassword = NewPassword }))
            .ShouldBeProblemAsync(401, "token_missing");

    private static Task<HttpResponseMessage> ChangeAsync(Member member, string? current, string? next)
    {
        var body = new Dictionary<string, string>();
        if (current is not null)
            body["currentPassword"] = current;
        if (next is not null)
            body["newPassword"] = next;
        return member.Client.CallAsync("PUT /api/v1/users/me/password", body);
    }
}
