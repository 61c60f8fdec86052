using Auth.Domain.Users;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Edge;
using Microsoft.EntityFrameworkCore;

namespace Auth.SecurityTests.Authorization;

/// <summary>
/// Every call and page of the routing table, tried by every kind of caller. Who may call what stands in the lists of AuthorizationTests and PageAuthorizationTests, which a
/// new endpoint fails until it is in one of them. Those whose token opens nothing any more were administrators, so that an older token's role is tried as well.
/// </summary>
public sealed class AuthorizationMatrixTests(AuthApp app) : AuthTest(app)
{
    private const string Alive = "alive";

    /// <summary>The callers, and what each is refused with where a token is asked for.</summary>
    public static TheoryData<string, string> Callers => new()
    {
        { "nobody", "token_missing" },
        { "a member", Alive },
        { "an administrator", Alive },
        { "a demoted administrator", Alive },
        { "an administrator whose token has expired", "token_expired" },
        { "an administrator whose session was idle too long", "token_expired" },
        { "an administrator who has logged out", "token_invalid" },
        { "an administrator whose session was ended elsewhere", "token_invalid" },
        { "an administrator whose password was changed elsewhere", "token_invalid" },
        { "a suspended administrator", "token_invalid" },
        { "a withdrawn administrator", "token_invalid" },
        { "an administrator with a token of their own making", "token_invalid" },
    };

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Every_call_is_open_to_whom_its_list_says_and_to_nobody_else(string caller, string refusal)
    {
        var token = await TokenOfAsync(caller);
        using var client = App.Host.CreateClient();
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);

        var calls = Calls.Of(App.Host).OrderBy(c => c.Name == "POST /api/v1/auth/logout"); // Which ends what the others need.
        foreach (var call in calls)
        {
            using var response = await client.SendAsync(call);
            var what = $"{call} by {caller}";
            var body = await response.TextAsync();
            ((int)response.StatusCode).ShouldBeLessThan(500, $"{what}: {body}");
            if (AuthorizationTests.Anyone.Contains(call.Name))
                ((int)response.StatusCode).ShouldNotBe(403, what);
            else if (refusal != Alive)
                await response.ShouldBeRefusalAsync(401, refusal, what);
            else if (AuthorizationTests.Administrators.Contains(call.Name) && caller != "an administrator")
                await response.ShouldBeRefusalAsync(403, "forbidden", what);
            else
                ShouldBeLetIn(body, what);
        }
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Every_page_is_open_to_whom_its_list_says_and_to_nobody_else(string caller, string refusal)
    {
        var token = await TokenOfAsync(caller);
        var subject = await App.NewMemberAsync(App.Registration("zqsubject"));
        foreach (var page in Calls.Pages(App.Host))
        {
            var address = page.Replace("{id:uuid}", $"{subject.Id}", StringComparison.Ordinal);
            foreach (var method in new[] { "GET", "POST" })
            {
                string[] cookie = token is null ? [] : [$"Cookie: auth-access={token}"];
                var answer = await RawHttp.SendAsync(
                    App.Client, $"{method} {address} HTTP/1.1", [.. cookie, "Accept: text/html", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 0"], []);
                var what = $"{method} {page} by {caller}: {answer.Status}";
                answer.Status.ShouldBeLessThan(500, what);
                if (refusal != Alive || caller != "an administrator")
                    answer.Body.ShouldNotContain(subject.Username, customMessage: what);
                if (PageAuthorizationTests.Anyone.Contains(page))
                    answer.Status.ShouldNotBe(403, what);
                else if (method == "POST" && answer.Status == 405)
                    continue; // A page without a form.
                else if (refusal != Alive)
                    answer.Head.ShouldMatch("(?m)^Location: /(login|session/renew)\\?next=", what);
                else if (PageAuthorizationTests.Administrators.Contains(page) && caller != "an administrator")
                    answer.Status.ShouldBe(403, what);
                else
                    answer.Status.ShouldBeOneOf(200, 400); // Without an antiforgery token a form is shown again.
            }
        }
    }

    private static void ShouldBeLetIn(string body, string what)
    {
        foreach (var code in new[] { "token_missing", "token_invalid", "token_expired", "\"forbidden\"" })
            body.ShouldNotContain(code, customMessage: what);
    }

    /// <summary>The access token of such a caller; null of nobody.</summary>
    private async Task<string?> TokenOfAsync(string caller)
    {
        if (caller == "nobody")
            return null;
        if (caller == "a member")
            return (await App.NewMemberAsync()).AccessToken;

        var member = await App.NewAdministratorAsync();
        var other = await App.NewAdministratorAsync();
        var elsewhere = await App.LogInAgainAsync(member); // Whose token says that they are an administrator.
        switch (caller)
        {
            case "an administrator":
                break;
            case "a demoted administrator":
                await App.WithDatabaseAsync(db => db.Users.Where(u => u.Id == member.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Role, Role.Member)));
                break;
            case "an administrator whose token has expired":
                await App.AdvanceAsync(TimeSpan.FromMinutes(10));
                break;
            case "an administrator whose session was idle too long":
                await App.AdvanceAsync(TimeSpan.FromDays(15));
                break;
            case "an administrator who has logged out":
                await (await elsewhere.Client.CallAsync("POST /api/v1/auth/logout")).ShouldBeAsync(204);
                break;
            case "an administrator whose session was ended elsewhere":
                await (await member.Client.CallAsync($"DELETE /api/v1/users/me/sessions/{elsewhere.SessionId}")).ShouldBeAsync(204);
                break;
            case "an administrator whose password was changed elsewhere":
                await (await member.Client.CallAsync("PUT /api/v1/users/me/password", new { currentPassword = AuthApp.Password, newPassword = $"{Guid.NewGuid()}" })).ShouldBeAsync(204);
                break;
            case "a suspended administrator":
                await (await AuthApp.ChangeAsync(other, member.Id, new { status = "suspended" })).ShouldBeAsync(200);
                break;
            case "a withdrawn administrator":
                await (await AuthApp.WithdrawAsync(member)).ShouldBeAsync(204);
                break;
            default:
                return Tokens.Forgery.Of(App, elsewhere, other) is var forgery ? forgery.With(sign: forgery.Theirs) : null;
        }

        return elsewhere.AccessToken;
    }
}
