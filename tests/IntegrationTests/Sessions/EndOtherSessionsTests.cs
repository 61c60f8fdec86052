namespace Auth.IntegrationTests.Sessions;

public sealed class EndOtherSessionsTests(AuthApp app) : AuthTest(app)
{
    private const string Call = "DELETE /api/v1/users/me/sessions";

    [Fact]
    public async Task A_path_that_ends_before_the_id_ends_nothing()
    {
        var here = await App.NewMemberAsync();
        var there = await App.LogInAgainAsync(here);

        await (await here.Client.CallAsync("DELETE /api/v1/users/me/sessions/")).ShouldBeProblemAsync(404, "not_found");

        await (await there.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task All_of_ones_own_sessions_end_but_the_current_one()
    {
        var member = await App.NewMemberAsync();
        Member[] others = [await App.LogInAgainAsync(member), await App.LogInAgainAsync(member)];
        var stranger = await App.NewMemberAsync();

        await (await member.Client.CallAsync(Call)).ShouldBeAsync(204);

        foreach (var other in others)
        {
            await (await other.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
            await (await App.RefreshAsync(other.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        }

        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeAsync(200);
        await (await stranger.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task With_no_other_there_is_nothing_to_do()
    {
        var member = await App.NewMemberAsync();

        await (await member.Client.CallAsync(Call)).ShouldBeAsync(204);

        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Without_a_token_it_is_refused() =>
        await (await App.Client.CallAsync(Call)).ShouldBeProblemAsync(401, "token_missing");
}
