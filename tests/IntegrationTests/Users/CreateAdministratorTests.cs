using Auth.Application.Users;
using Auth.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class CreateAdministratorTests(AuthApp app) : AuthTest(app)
{
    private const string Strong = "a long administrator's password";

    [Fact]
    public async Task A_further_administrator_can_be_made_and_logs_in()
    {
        await App.NewAdministratorAsync();

        (await App.Host.AsHostAsync(new CreateAdministrator("Second", new Secret(Strong)))).Value.Username.ShouldBe("second");

        await (await App.LoginAsync("second", Strong)).ShouldBeAsync(200);
        (await App.QueryAsync(db => db.AuditEvents.Where(e => e.ActorId == null).Select(e => e.Type).ToListAsync()))
            .ShouldBe(["user_registered", "user_role_changed"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("two words", Strong, "username_malformed")]
    [InlineData("second", "short", "password_short")]
    [InlineData("second", "password123", "password_common")]
    public async Task What_nobody_could_choose_is_refused(string username, string password, string code) =>
        (await App.Host.AsHostAsync(new CreateAdministrator(username, new Secret(password)))).Error!.Fields.Single().Code.ShouldBe(code);

    [Fact]
    public async Task A_name_that_is_taken_is_refused()
    {
        var member = await App.NewMemberAsync();

        (await App.Host.AsHostAsync(new CreateAdministrator(member.Username, new Secret(Strong)))).Error!.Code.ShouldBe("username_taken");
    }
}
