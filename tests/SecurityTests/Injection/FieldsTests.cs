using System.Text.Json;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Edge;
using Auth.IntegrationTests.Pages;
using Microsoft.EntityFrameworkCore;

namespace Auth.SecurityTests.Injection;

/// <summary>
/// What each call lets its caller set (OWASP ASVS 15.3.3). A field more is a decision, and fails here until it stands in the list; whatever else is sent sets nothing.
/// </summary>
public sealed class FieldsTests(AuthApp app) : AuthTest(app)
{
    private static readonly Dictionary<string, string[]> Settable = new()
    {
        ["POST /api/v1/auth/register"] =
            ["username", "password", "name", "nickname", "consentToPersonalData", "consentToOptionalData", "email", "introduction", "phone", "birthDate", "gender"],
        ["POST /api/v1/auth/login"] = ["username", "password"],
        ["POST /api/v1/auth/refresh"] = ["refreshToken"],
        ["POST /api/v1/auth/logout"] = ["refreshToken"],
        ["POST /api/v1/auth/reauthenticate"] = ["password"],
        ["PATCH /api/v1/users/me"] = ["email", "name", "nickname", "introduction", "phone", "birthDate", "gender", "consentToOptionalData"],
        ["PUT /api/v1/users/me/password"] = ["currentPassword", "newPassword"],
        ["DELETE /api/v1/users/me"] = ["currentPassword"],
        ["PATCH /api/v1/users/{id}"] = ["email", "name", "nickname", "introduction", "phone", "birthDate", "gender", "role", "status"],
        ["POST /api/v1/setup/administrator"] = ["setupCode"],
    };

    /// <summary>What somebody would like to set, and what the tables call it.</summary>
    private static readonly Dictionary<string, object?> Forbidden = new()
    {
        ["id"] = Guid.Empty, ["userId"] = Guid.Empty, ["user_id"] = Guid.Empty, ["role"] = "admin", ["Role"] = "admin", ["roles"] = "admin", ["isAdmin"] = true, ["status"] = "suspended",
        ["emailVerified"] = true, ["email_verified"] = true, ["EmailVerified"] = true, ["consentedAt"] = "2001-01-01T00:00:00Z", ["createdAt"] = "2001-01-01T00:00:00Z",
        ["updatedAt"] = "2001-01-01T00:00:00Z", ["lastLoginAt"] = "2001-01-01T00:00:00Z", ["seen"] = "2001-01-01T00:00:00Z", ["version"] = 99, ["passwordHash"] = "x", ["password_hash"] = "x", ["hash"] = "x",
        ["scheme"] = "bcrypt", ["cost"] = 4, ["pepperId"] = "x", ["consents"] = "x", ["sessions"] = "x", ["sessionId"] = Guid.Empty, ["generation"] = 99, ["expiresAt"] = "2099-01-01T00:00:00Z",
        ["authTime"] = 0, ["amr"] = "mfa", ["__proto__"] = "x", ["constructor"] = "x", ["$type"] = "x", ["channel"] = "Host", ["caller"] = "Host",
    };

    [Fact]
    public void What_each_body_may_set_is_decided()
    {
        var found = Calls.WithBody(App.Host).ToDictionary(c => c.Name, c => Calls.Fields(App.Host, c).Select(f => f.Name).Order().ToArray());

        found.Keys.ShouldBe(Settable.Keys, ignoreOrder: true);
        foreach (var (call, fields) in found)
            fields.ShouldBe(Settable[call].Order().ToArray(), customMessage: call);
    }

    [Fact]
    public async Task What_a_body_may_not_set_it_does_not_set()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        var victim = await App.NewMemberAsync(App.FullRegistration());
        var before = await StateAsync(member.Id, victim.Id);
        foreach (var (name, fields) in Settable.Where(c => c.Key != "POST /api/v1/auth/logout"))
        {
            var call = name.Replace("{id}", $"{victim.Id}", StringComparison.Ordinal);
            foreach (var (field, value) in Forbidden.Where(f => !fields.Contains(f.Key) || name.Contains("{id}", StringComparison.Ordinal)))
            {
                var sent = new Dictionary<string, object?> { [field] = value is Guid ? victim.Id : value };
                ((int)(await member.Client.CallAsync(call, sent)).StatusCode).ShouldBeInRange(200, 403, $"{call} {field}");
                sent[field] = new[] { sent[field] };
                ((int)(await member.Client.CallAsync(call, sent)).StatusCode).ShouldBeInRange(200, 403, $"{call} {field}");
            }

            var all = Forbidden.Where(f => !fields.Contains(f.Key)).ToDictionary(f => f.Key, f => f.Value);
            ((int)(await member.Client.CallAsync(call, all)).StatusCode).ShouldBeInRange(200, 403, call);
        }

        (await StateAsync(member.Id, victim.Id)).ShouldBe(before);
    }

    [Fact]
    public async Task Nor_does_a_registration_or_a_login_that_succeeds()
    {
        var administrator = await App.NewAdministratorAsync();
        var body = App.FullRegistration();
        foreach (var (field, value) in Forbidden)
            body[field] = value is Guid ? administrator.Id : value;

        var user = await (await App.RegisterAsync(body)).ShouldBeAsync(201);

        var id = user.GetProperty("id").GetGuid();
        id.ShouldNotBe(administrator.Id);
        (user.Text("role"), user.Text("status"), user.GetProperty("emailVerified").GetBoolean(), user.Text("lastLoginAt")).ShouldBe(("member", "active", false, null));
        (user.GetProperty("createdAt").GetDateTimeOffset(), user.GetProperty("consentedAt").GetDateTimeOffset()).ShouldBe((App.Clock.GetUtcNow(), App.Clock.GetUtcNow()));

        var login = new Dictionary<string, object?>(Forbidden) { ["username"] = body["username"], ["password"] = AuthApp.Password, ["userId"] = administrator.Id };
        var tokens = await (await App.Client.CallAsync("POST /api/v1/auth/login", login)).ShouldBeAsync(200);
        var claims = IntegrationTests.Sessions.Jwt.Read(tokens.Text("accessToken")!).Claims;
        (claims.GetProperty("sub").GetGuid(), claims.Text("role"), claims.GetProperty("amr")[0].GetString()).ShouldBe((id, "member", "pwd"));
    }

    /// <summary>The forms of the pages bind to the same requests, and by the names of C# besides, in any case.</summary>
    [Fact]
    public async Task Nor_does_a_form()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        var victim = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var before = await StateAsync(member.Id, victim.Id);
        var csrf = (await browser.GetAsync("/account")).ValueOf("csrf")!;
        foreach (var page in Calls.Pages(App.Host).Where(p => p is not ("/session/log-out" or "/session/renew")))
        {
            var address = page.Replace("{id:uuid}", $"{victim.Id}", StringComparison.Ordinal);
            foreach (var prefix in new[] { "", "form.", "request.", "Frame.Account.", "Account.", "Id." })
            {
                var fields = Forbidden.Select(f => ($"{prefix}{f.Key}", $"{(f.Value is Guid ? victim.Id : f.Value)}")).DistinctBy(f => f.Item1.ToUpperInvariant());
                (await browser.PostAsync($"{address}?id={victim.Id}", [("csrf", csrf), .. fields])).Status.ShouldBeLessThan(500, page);
            }
        }

        (await StateAsync(member.Id, victim.Id)).ShouldBe(before);
    }

    /// <summary>All that the tables have of somebody, but for what every login and every change of their own moves on.</summary>
    private async Task<string> StateAsync(params Guid[] ids)
    {
        List<object> states = [];
        foreach (var id in ids.Select(id => new Domain.Users.UserId(id)))
        {
            states.Add(await App.QueryAsync(db => db.Users.AsNoTracking().Where(u => u.Id == id).Select(u => new
            {
                u.Id, Username = u.Username.Value, u.Role, u.Status, u.EmailVerified, u.CreatedAt, u.LastLoginAt, u.Name, u.Nickname, u.Introduction,
            }).SingleAsync()));
            states.Add(await App.QueryAsync(db => db.Credentials.AsNoTracking().Where(c => c.UserId == id).Select(c => new { c.Scheme, c.Cost, c.Hash }).SingleAsync()));
            states.Add(await App.QueryAsync(db => db.Consents.AsNoTracking().Where(c => c.UserId == id).CountAsync()));
            states.Add(await App.QueryAsync(db => db.Sessions.AsNoTracking().Where(s => s.UserId == id).OrderBy(s => s.Id).Select(s => new { s.Generation, s.EndedAt, s.ExpiresAt }).ToListAsync()));
        }

        return JsonSerializer.Serialize(states);
    }
}
