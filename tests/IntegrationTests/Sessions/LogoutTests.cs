using Auth.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Sessions;

public sealed class LogoutTests(AuthApp app) : AuthTest(app)
{
    private const string Call = "POST /api/v1/auth/logout";

    [Fact]
    public async Task A_logout_by_the_refresh_token_ends_the_session_at_once()
    {
        var member = await App.NewMemberAsync();
        var elsewhere = await App.LogInAgainAsync(member);

        await (await App.Client.CallAsync(Call, new { refreshToken = member.RefreshToken })).ShouldBeAsync(204);

        await ShouldBeOverAsync(member);
        await (await elsewhere.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        (await App.QueryAsync(db => db.Sessions.SingleAsync(s => s.EndedAt != null))).EndReason.ShouldBe(SessionEnd.LoggedOut);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_logout_by_the_access_token_alone_ends_its_session(bool withEmptyBody)
    {
        var member = await App.NewMemberAsync();
        var elsewhere = await App.LogInAgainAsync(member);

        await (await member.Client.CallAsync(Call, withEmptyBody ? new { } : null)).ShouldBeAsync(204);

        await ShouldBeOverAsync(member);
        await (await elsewhere.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_repeated_logout_is_answered_alike_and_written_once()
    {
        var member = await App.NewMemberAsync();
        for (var i = 0; i < 3; i++)
        {
            await (await App.Client.CallAsync(Call, new { refreshToken = member.RefreshToken })).ShouldBeAsync(204);
            await (await member.Client.CallAsync(Call)).ShouldBeAsync(204);
        }

        (await App.QueryAsync(db => db.AuditEvents.CountAsync(e => e.Type == "session_ended"))).ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_token_worth_nothing_is_no_reason_to_refuse(string refreshToken) =>
        await (await App.Client.CallAsync(Call, new { refreshToken })).ShouldBeAsync(204);

    [Fact]
    public async Task A_forged_token_ends_nobodys_session()
    {
        var member = await App.NewMemberAsync();
        var forged = member.RefreshToken[..^1] + (member.RefreshToken[^1] == 'A' ? 'B' : 'A');

        await (await App.Client.CallAsync(Call, new { refreshToken = forged })).ShouldBeAsync(204);

        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Where_both_tokens_are_sent_the_refresh_token_says_which_session()
    {
        var member = await App.NewMemberAsync();
        var elsewhere = await App.LogInAgainAsync(member);

        await (await member.Client.CallAsync(Call, new { refreshToken = elsewhere.RefreshToken })).ShouldBeAsync(204);

        await ShouldBeOverAsync(elsewhere);
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_spent_token_still_ends_its_session()
    {
        var member = await App.NewMemberAsync();
        var tokens = await (await App.RefreshAsync(member.RefreshToken)).ShouldBeAsync(200);

        await (await App.Client.CallAsync(Call, new { refreshToken = member.RefreshToken })).ShouldBeAsync(204);

        await (await App.RefreshAsync(tokens.Text("refreshToken")!)).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }

    [Fact]
    public async Task A_logout_that_says_nothing_is_refused()
    {
        await (await App.Client.CallAsync(Call)).ShouldRefuseFieldsAsync("refreshToken");
        await (await App.Client.CallAsync(Call, new { })).ShouldRefuseFieldsAsync("refreshToken");
    }

    [Fact]
    public async Task An_access_token_that_has_expired_is_named()
    {
        var member = await App.NewMemberAsync();
        await App.AdvanceAsync(TimeSpan.FromMinutes(10));

        await (await member.Client.CallAsync(Call)).ShouldBeProblemAsync(401, "token_expired");
        await (await member.Client.CallAsync(Call, new { refreshToken = member.RefreshToken })).ShouldBeAsync(204);
        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }

    [Fact]
    public async Task A_logout_counts_at_once_on_every_node()
    {
        await using var host = App.NewHost();
        using var client = await host.StartAsync();
        var member = await App.NewMemberAsync();
        client.DefaultRequestHeaders.Authorization = member.Client.DefaultRequestHeaders.Authorization;
        await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);

        await (await member.Client.CallAsync(Call)).ShouldBeAsync(204);

        await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await client.CallAsync("POST /api/v1/auth/refresh", new { refreshToken = member.RefreshToken })).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }

    private async Task ShouldBeOverAsync(Member session)
    {
        await (await session.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.RefreshAsync(session.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }
}
