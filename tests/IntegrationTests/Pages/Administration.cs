using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Pages;

/// <summary>What the tests of the administrators' pages begin with.</summary>
internal static class Administration
{
    /// <summary>The browser of an administrator, who is called <c>administrator</c> and the only one.</summary>
    public static async Task<PageClient> AdministratorsBrowserAsync(this AuthApp app, string language = "ko")
    {
        var administrator = await app.NewMemberAsync(app.Registration("administrator"));
        await app.PromoteAsync(administrator);
        return await PageClient.LoggedInAsync(app, administrator.Username, language: language);
    }

    public static Task PromoteAsync(this AuthApp app, Member member) =>
        app.WithDatabaseAsync(db => db.Users.Where(u => u.Id == member.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Role, Role.Admin)));

    /// <summary>What the trail holds of acts on somebody, in order.</summary>
    public static Task<List<string>> TrailOfAsync(this AuthApp app, Guid id) =>
        app.QueryAsync(db => db.AuditEvents.Where(e => e.SubjectId == new UserId(id)).OrderBy(e => e.Id).Select(e => e.Type).ToListAsync());

    public static Task<User?> FindUserAsync(this AuthApp app, Member member) =>
        app.QueryAsync(db => db.Users.Include(u => u.Consents).SingleOrDefaultAsync(u => u.Id == member.UserId));
}
