using Auth.IntegrationTests;
using Auth.IntegrationTests.Pages;
using Microsoft.EntityFrameworkCore;

namespace Auth.SecurityTests.Login;

/// <summary>
/// What the races of single use cases leave out (their tests are beside the use cases: registration, refresh, logout, suspension, withdrawal, the last administrator, the
/// set-up code): races between ways that lead to one thing.
/// </summary>
public sealed class RaceTests(AuthApp app) : AuthTest(app)
{
    private const int FailuresPerAccount = 10;

    [Fact]
    public async Task Guesses_by_every_way_at_once_share_one_budget()
    {
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));
        using var browser = new PageClient(App);
        var page = await browser.GetAsync("/login");
        List<Task<string>> guesses = [];
        for (var i = 0; i < 12; i++)
        {
            var guess = $"guess number {i} of them";
            guesses.Add(CodeAsync(App.LoginAsync("Alice", guess)));
            guesses.Add(CodeAsync(App.LoginAsync("alice@example.com", guess)));
            guesses.Add(CodeAsync(member.Client.CallAsync("DELETE /api/v1/users/me", new { currentPassword = guess })));
            guesses.Add(CodeAsync(member.Client.CallAsync("PUT /api/v1/users/me/password", new { currentPassword = guess, newPassword = $"an entirely new one, {(char)('a' + i)}" })));
            guesses.Add(StatusAsync(browser.PostAsync("/login", ("csrf", page.Find("main form input[name=csrf]").GetAttribute("value")!), ("username", "ALICE"), ("password", guess))));
        }

        var answers = await Task.WhenAll(guesses);

        string[] judged = ["invalid_credentials", "validation_failed", "page 422"]; // A wrong current password is told at its field.
        string[] refused = ["too_many_attempts", "page 429"];
        answers.Count(judged.Contains).ShouldBeInRange(1, FailuresPerAccount, string.Join(' ', answers));
        answers.Except([.. judged, .. refused]).ShouldBeEmpty();
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_withdrawal_of_ones_own_twice_at_once_and_by_an_administrator_is_one()
    {
        var administrator = await App.NewAdministratorAsync();
        for (var round = 0; round < 5; round++)
        {
            var member = await App.NewMemberAsync(App.FullRegistration("alice"));

            var answers = await Task.WhenAll(
                AuthApp.WithdrawAsync(member), AuthApp.WithdrawAsync(member), administrator.Client.CallAsync($"DELETE /api/v1/users/{member.Id}"),
                member.Client.CallAsync("PATCH /api/v1/users/me", new { nickname = "zqstays" }));

            answers.ShouldAllBe(a => (int)a.StatusCode < 500);
            answers.Take(3).Count(a => (int)a.StatusCode == 204).ShouldBeGreaterThanOrEqualTo(1);
            (await App.QueryAsync(db => db.Users.CountAsync(u => u.Id == member.UserId))).ShouldBe(0);
            (await App.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == member.UserId))).ShouldBe(0);
            (await App.QueryAsync(db => db.Credentials.CountAsync(c => c.UserId == member.UserId))).ShouldBe(0);
            (await App.QueryAsync(db => db.AuditEvents.CountAsync(e => e.SubjectId == member.UserId && e.Type == "user_withdrawn"))).ShouldBe(1);
        }
    }

    [Fact]
    public async Task One_email_address_wanted_by_registrations_and_changes_at_once_is_one_members()
    {
        List<Member> members = [];
        for (var i = 0; i < 5; i++)
            members.Add(await App.NewMemberAsync(App.FullRegistration()));
        const string wanted = "wanted@example.com";
        var registrations = Enumerable.Range(0, 5).Select(_ => App.FullRegistration()).ToList();
        registrations.ForEach(r => r["email"] = "Wanted@Example.com");

        var answers = await Task.WhenAll(members.Select(m => m.Client.CallAsync("PATCH /api/v1/users/me", new { email = wanted })).Concat(registrations.Select(App.RegisterAsync)));

        answers.Count(a => a.IsSuccessStatusCode).ShouldBe(1);
        foreach (var answer in answers.Where(a => !a.IsSuccessStatusCode))
            await answer.ShouldBeProblemAsync(409, "email_taken");
    }

    /// <summary>Whoever stole an older token and whoever has the current one, at the same moment: the theft is seen, and neither is left with anything.</summary>
    [Fact]
    public async Task A_spent_token_and_the_current_one_at_once_leave_no_session()
    {
        for (var round = 0; round < 5; round++)
        {
            var member = await App.NewMemberAsync();
            var second = (await (await App.RefreshAsync(member.RefreshToken)).ShouldBeAsync(200)).Text("refreshToken")!;
            var third = (await (await App.RefreshAsync(second)).ShouldBeAsync(200)).Text("refreshToken")!;

            var answers = await Task.WhenAll(
                Enumerable.Range(0, 5).SelectMany(_ => new[] { App.RefreshAsync(third), App.RefreshAsync(member.RefreshToken) }));

            foreach (var answer in answers)
            {
                ((int)answer.StatusCode).ShouldBeOneOf(200, 401);
                if (answer.IsSuccessStatusCode)
                    await (await App.RefreshAsync((await answer.ShouldBeAsync(200)).Text("refreshToken")!)).ShouldBeAsync(401);
            }

            await (await App.RefreshAsync(third)).ShouldBeAsync(401);
            await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        }
    }

    private static async Task<string> CodeAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        return (await answer.ShouldBeAsync((int)answer.StatusCode)).Text("code")!;
    }

    private static async Task<string> StatusAsync(Task<PageView> asked) => $"page {(await asked).Status}";
}
