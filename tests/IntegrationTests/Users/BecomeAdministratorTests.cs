using System.Text.RegularExpressions;
using Auth.Application.Users;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Users;

public sealed partial class BecomeAdministratorTests(AuthApp app) : AuthTest(app)
{
    private const string Call = "POST /api/v1/setup/administrator";

    private string SetupCode => App.Host.Services.GetRequiredService<ISetupCode>().Current.Reveal();

    [Fact]
    public async Task The_code_from_the_hosts_console_makes_the_first_administrator()
    {
        await using var host = App.NewHost();
        using var client = await host.StartAsync();
        await App.AdvanceAsync(TimeSpan.Zero); // Every node has read the keys again since.
        var printed = Code().Match(host.Logs.Lines.Single(line => line.Contains("There is no administrator yet", StringComparison.Ordinal))).Value;
        var member = await App.NewMemberAsync();

        var user = await (await member.Client.CallAsync(Call, new { setupCode = printed })).ShouldBeAsync(200);

        user.GetProperty("id").GetGuid().ShouldBe(member.Id);
        user.Text("role").ShouldBe("admin");
        await (await member.Client.CallAsync("GET /api/v1/users")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task The_code_works_once()
    {
        var first = await App.NewMemberAsync();
        var second = await App.NewMemberAsync();
        await (await first.Client.CallAsync(Call, new { setupCode = SetupCode })).ShouldBeAsync(200);

        await (await second.Client.CallAsync(Call, new { setupCode = SetupCode })).ShouldBeProblemAsync(403, "setup_code_invalid");
        await (await first.Client.CallAsync(Call, new { setupCode = SetupCode })).ShouldBeProblemAsync(403, "setup_code_invalid");
    }

    [Fact]
    public async Task A_suspended_administrator_is_one_too()
    {
        var administrator = await App.NewAdministratorAsync();
        await App.WithDatabaseAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.Status, UserStatus.Suspended)));
        var member = await App.NewMemberAsync();

        await (await member.Client.CallAsync(Call, new { setupCode = SetupCode })).ShouldBeProblemAsync(403, "setup_code_invalid");
        (await App.QueryAsync(db => db.Users.SingleAsync(u => u.Role == Role.Admin))).Id.ShouldBe(administrator.UserId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA-BBBB-CCCC-DDDD")]
    public async Task A_wrong_code_is_refused(string code)
    {
        var member = await App.NewMemberAsync();

        await (await member.Client.CallAsync(Call, new { setupCode = code })).ShouldBeProblemAsync(403, "setup_code_invalid");
        await (await member.Client.CallAsync(Call, new { setupCode = SetupCode[..^1] })).ShouldBeProblemAsync(403, "setup_code_invalid");

        (await App.QueryAsync(db => db.Users.AnyAsync(u => u.Role == Role.Admin))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_code_is_named()
    {
        var member = await App.NewMemberAsync();

        await (await member.Client.CallAsync(Call, new { })).ShouldRefuseFieldsAsync("setupCode");
    }

    [Fact]
    public async Task Several_at_once_with_the_right_code_make_one_administrator()
    {
        for (var round = 0; round < 6; round++)
        {
            await App.ResetAsync();
            var members = new List<Member>();
            for (var i = 0; i < 4; i++)
                members.Add(await App.NewMemberAsync());

            var responses = await Task.WhenAll(members.Select(m => m.Client.CallAsync(Call, new { setupCode = SetupCode })));

            responses.Count(r => (int)r.StatusCode == 200).ShouldBe(1);
            foreach (var refused in responses.Where(r => (int)r.StatusCode != 200))
                await refused.ShouldBeProblemAsync(403, "setup_code_invalid");
            (await App.QueryAsync(db => db.Users.CountAsync(u => u.Role == Role.Admin))).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Nobody_becomes_administrator_without_having_logged_in() =>
        await (await App.Client.CallAsync(Call, new { setupCode = SetupCode })).ShouldBeProblemAsync(401, "token_missing");

    [GeneratedRegex("[A-Z0-9]{4}(-[A-Z0-9]{4}){3}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
