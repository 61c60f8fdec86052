using Auth.Application.Common;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Users;

public sealed class ListUsernamesTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task An_administrator_learns_the_names_of_those_who_are_there()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        var gone = new UserId(Guid.NewGuid());

        var names = await AskAsync(administrator, [administrator.UserId, member.UserId, gone]);

        names.Value.ShouldBe(new Dictionary<UserId, string> { [administrator.UserId] = administrator.Username, [member.UserId] = member.Username }, ignoreOrder: true);
        (await AskAsync(administrator, [])).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_learns_nobodys()
    {
        var member = await App.NewMemberAsync();

        (await AskAsync(member, [member.UserId])).Error.ShouldBe(CommonErrors.Forbidden);
    }

    private async Task<Result<IReadOnlyDictionary<UserId, string>>> AskAsync(Member caller, UserId[] ids)
    {
        await using var scope = App.Host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().Identity = caller.Identity;
        return await scope.ServiceProvider.GetRequiredService<IUseCases>().SendAsync(new ListUsernames(ids), TestContext.Current.CancellationToken);
    }
}
