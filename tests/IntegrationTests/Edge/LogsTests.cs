namespace Auth.IntegrationTests.Edge;

/// <summary>What stays out of the logs is in tests/SecurityTests/Secrets.</summary>
public sealed class LogsTests(AuthApp app) : AuthTest(app)
{
    private const string WrongPassword = "zq log wrong password";

    [Fact]
    public async Task Each_use_case_is_logged_with_its_outcome_and_caller()
    {
        var member = await App.NewMemberAsync();
        await (await App.LoginAsync(member.Username, WrongPassword)).ShouldBeAsync(401);
        await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { nickname = "Logged" })).ShouldBeAsync(200);
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);

        App.Host.Logs.Lines.ShouldContain(line => line.Contains("Login by nobody: invalid_credentials in ", StringComparison.Ordinal));
        App.Host.Logs.Lines.ShouldContain(line => line.Contains($"ChangeOwnAccount by {member.Id}: ok in ", StringComparison.Ordinal));
        // What was asked and answered is for who looks into something.
        App.Host.Logs.Lines.ShouldNotContain(line => line.Contains($"GetOwnAccount by {member.Id}", StringComparison.Ordinal));
    }
}
