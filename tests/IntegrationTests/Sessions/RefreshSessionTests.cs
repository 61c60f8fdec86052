namespace Auth.IntegrationTests.Sessions;

public sealed class RefreshSessionTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task Fifty_refreshes_of_one_token_at_once_give_one_successor()
    {
        var member = await App.NewMemberAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => App.RefreshAsync(member.RefreshToken)));

        var successors = new HashSet<string>();
        foreach (var response in responses)
            successors.Add((await response.ShouldBeAsync(200)).GetProperty("refreshToken").GetString()!);
        successors.Count.ShouldBe(1);
        await (await App.RefreshAsync(successors.Single())).ShouldBeAsync(200);
    }
}
