using Auth.Application.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class ExportUsersTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task What_is_written_brings_everybody_back_as_they_were()
    {
        var full = await App.NewMemberAsync(App.FullRegistration());
        await App.NewAdministratorAsync();
        await full.Client.CallAsync("PATCH /api/v1/users/me", new { consentToOptionalData = false });
        await full.Client.CallAsync("PATCH /api/v1/users/me", new { consentToOptionalData = true, phone = "010-8765-4321" });
        var before = await StateAsync();
        var exported = (await App.Host.AsHostAsync(new ExportUsers(null, WithPasswordHashes: true))).Value;
        await App.WithDatabaseAsync(db => db.Users.ExecuteDeleteAsync());

        var outcomes = (await App.Host.AsHostAsync(new ImportUsers(exported.Users))).Value.Outcomes;

        outcomes.ShouldAllBe(o => o.Result == ImportResult.Imported && o.Refusals.Count == 0);
        (await StateAsync()).ShouldBe(before);
        await (await App.LoginAsync(full.Username)).ShouldBeAsync(200);
        (await App.Host.AsHostAsync(new ExportUsers(exported.Last, WithPasswordHashes: true))).Value.Users.ShouldBeEmpty();
    }

    [Fact]
    public async Task Hashes_are_written_only_where_they_are_asked_for()
    {
        await App.NewMemberAsync();

        var user = (await App.Host.AsHostAsync(new ExportUsers(null, WithPasswordHashes: false))).Value.Users.ShouldHaveSingleItem();

        (user.PasswordHash, user.PepperId, user.PasswordChangedAt).ShouldBe((null, null, null));
        (await App.QueryAsync(db => db.AuditEvents.CountAsync(e => e.Type == "users_exported" && e.ActorId == null))).ShouldBe(1);
    }

    private async Task<string[]> StateAsync()
    {
        var users = await App.QueryAsync(db => db.Users.Include(u => u.Consents).OrderBy(u => u.Id).ToListAsync());
        var credentials = await App.QueryAsync(db => db.Credentials.ToDictionaryAsync(c => c.UserId));
        return [.. users.Select(u => $"{u.Id} {u.Username} {u.Profile} {u.EmailVerified} {u.Role} {u.Status} {u.CreatedAt:O} {u.UpdatedAt:O} {u.LastLoginAt:O} {credentials[u.Id].Hash} {credentials[u.Id].ChangedAt:O} "
            + string.Join(", ", u.Consents.Select(c => $"{c.Purpose} {c.DocumentVersion} {c.Language} {c.Channel} {c.GivenAt:O} {c.WithdrawnAt:O}").Order(StringComparer.Ordinal)))];
    }
}
