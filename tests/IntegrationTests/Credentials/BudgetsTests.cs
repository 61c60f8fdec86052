using System.Net;
using System.Net.Http.Headers;
using Auth.IntegrationTests.Pages;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Credentials;

/// <summary>What may be done only so often, besides wrong passwords: refreshes with forged tokens, registrations, and questions whether something is taken.</summary>
public sealed class BudgetsTests(AuthApp app) : AuthTest(app)
{
    private const int Few = 3;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task Past_the_budget_of_forged_refresh_tokens_a_live_session_is_renewed_all_the_same()
    {
        await using var host = App.NewHost(("Auth:Throttling:RefreshFailuresPerNetwork", $"{Few}"), ("Auth:Sessions:RefreshLeewaySeconds", "0"));
        using var client = await host.StartAsync();
        var member = await App.NewMemberAsync();
        for (var i = 0; i < Few; i++)
            await (await RefreshAsync(client, "forged")).ShouldBeProblemAsync(401, "refresh_token_invalid");

        for (var i = 0; i < Few; i++)
            await ShouldBeThrottledAsync(await RefreshAsync(client, "forged"));

        await (await RefreshAsync(client, member.RefreshToken)).ShouldBeAsync(200);
        await (await RefreshAsync(client, member.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_reused");
        await (await RefreshAsync(client, member.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        using var elsewhere = From(client, "127.0.9.9");
        await (await RefreshAsync(elsewhere, "forged")).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await ShouldBeToldOnceAsync("refresh_throttled");
        await App.AdvanceAsync(Window);
        await (await RefreshAsync(client, "forged")).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }

    [Fact]
    public async Task The_genuine_token_of_a_suspended_member_counts_as_no_forged_one()
    {
        await using var host = App.NewHost(("Auth:Throttling:RefreshFailuresPerNetwork", $"{Few}"));
        using var client = await host.StartAsync();
        var member = await App.NewMemberAsync();
        await (await AuthApp.ChangeAsync(await App.NewAdministratorAsync(), member.Id, new { status = "suspended" })).ShouldBeAsync(200);

        for (var i = 0; i <= Few; i++)
            await (await RefreshAsync(client, member.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");

        await (await RefreshAsync(client, "forged")).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }

    [Fact]
    public async Task A_browser_whose_session_is_gone_is_sent_to_the_login_though_its_network_is_throttled()
    {
        await using var host = App.NewHost(("Auth:Throttling:RefreshFailuresPerNetwork", "1"));
        using var client = await host.StartAsync();
        var member = await App.NewMemberAsync();
        using var browser = new PageClient(client.BaseAddress!, followsRedirects: true);
        await browser.SubmitAsync(await browser.GetAsync("/login"), "main form", ("username", member.Username), ("password", AuthApp.Password));
        await RefreshAsync(client, "forged");
        await ShouldBeThrottledAsync(await RefreshAsync(client, "forged"));

        await App.AdvanceAsync(TimeSpan.FromMinutes(11)); // The access token has expired, the window has not ended.
        await App.WithDatabaseAsync(db => db.Sessions.ExecuteDeleteAsync());

        (await browser.GetAsync("/account")).Address.ShouldStartWith("/login");
    }

    [Fact]
    public async Task One_network_registers_only_so_many()
    {
        await using var host = App.NewHost(("Auth:Throttling:RegistrationsPerNetwork", $"{Few}"));
        using var client = await host.StartAsync();
        for (var i = 0; i < Few; i++)
            await (await RegisterAsync(client, App.Registration())).ShouldBeAsync(201);

        await ShouldBeThrottledAsync(await RegisterAsync(client, App.Registration()));
        await ShouldBeThrottledAsync(await RegisterAsync(client, App.Registration()));

        using var elsewhere = From(client, "127.0.9.9");
        await (await RegisterAsync(elsewhere, App.Registration())).ShouldBeAsync(201);
        await ShouldBeToldOnceAsync("registration_throttled");
        await App.AdvanceAsync(Window);
        await (await RegisterAsync(client, App.Registration())).ShouldBeAsync(201);
    }

    [Fact]
    public async Task A_network_is_told_only_so_often_that_a_name_or_an_address_is_taken_and_then_not_even_that_one_is_free()
    {
        await using var host = App.NewHost(("Auth:Throttling:TakenAnswers", $"{Few}"));
        using var client = await host.StartAsync();
        await (await App.RegisterAsync(App.FullRegistration("alice"))).ShouldBeAsync(201);
        for (var i = 0; i < Few; i++)
            await (await RegisterAsync(client, App.Registration())).ShouldBeAsync(201);
        await (await RegisterAsync(client, App.Registration("alice"))).ShouldBeProblemAsync(409, "username_taken");
        await (await RegisterAsync(client, WithAddressOf("alice"))).ShouldBeProblemAsync(409, "email_taken");
        await (await RegisterAsync(client, App.Registration("ALICE"))).ShouldBeProblemAsync(409, "username_taken");

        await ShouldBeThrottledAsync(await RegisterAsync(client, App.Registration("alice")));
        await ShouldBeThrottledAsync(await RegisterAsync(client, WithAddressOf("alice")));
        await ShouldBeThrottledAsync(await RegisterAsync(client, App.Registration()));

        await ShouldBeToldOnceAsync("registration_throttled");
        await App.AdvanceAsync(Window);
        await (await RegisterAsync(client, App.Registration("alice"))).ShouldBeProblemAsync(409, "username_taken");
    }

    [Fact]
    public async Task Questions_at_once_whether_a_name_is_taken_do_not_pass_under_the_budget()
    {
        await using var host = App.NewHost(("Auth:Throttling:TakenAnswers", $"{Few}"));
        using var client = await host.StartAsync();
        await (await App.RegisterAsync(App.Registration("alice"))).ShouldBeAsync(201);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => RegisterAsync(client, App.Registration("alice"))));

        answers.Count(a => a.StatusCode == HttpStatusCode.Conflict).ShouldBe(Few);
        answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(30 - Few);
    }

    [Fact]
    public async Task A_member_is_told_only_so_often_that_an_address_is_taken_and_nobody_else_feels_it()
    {
        await using var host = App.NewHost(("Auth:Throttling:TakenAnswers", $"{Few}"));
        var address = (await host.StartAsync()).BaseAddress!;
        var others = await App.NewMemberAsync(App.FullRegistration("alice"));
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var curious = Signed(address, member);
        for (var i = 0; i < Few; i++)
            await (await curious.CallAsync("PATCH /api/v1/users/me", new { email = "alice@example.com" })).ShouldBeProblemAsync(409, "email_taken");

        await ShouldBeThrottledAsync(await curious.CallAsync("PATCH /api/v1/users/me", new { email = "alice@example.com" }));
        await ShouldBeThrottledAsync(await curious.CallAsync("PATCH /api/v1/users/me", new { email = "free@example.com" }));

        await (await curious.CallAsync("PATCH /api/v1/users/me", new { nickname = "another", email = $"{member.Username}@example.com" })).ShouldBeAsync(200);
        using var other = Signed(address, others);
        await (await other.CallAsync("PATCH /api/v1/users/me", new { email = "free@example.com" })).ShouldBeAsync(200);
        await (await RegisterAsync(other, App.Registration("alice"))).ShouldBeProblemAsync(409, "username_taken");
        await ShouldBeToldOnceAsync("email_change_throttled", member);
    }

    [Fact]
    public async Task A_network_cannot_ask_by_ever_more_members_of_its_own_whose_addresses_are_taken()
    {
        await using var host = App.NewHost(("Auth:Throttling:TakenAnswers", $"{Few}"));
        var address = (await host.StartAsync()).BaseAddress!;
        await App.NewMemberAsync(App.FullRegistration("alice"));
        var told = 0;
        for (var members = 0; members < 7; members++)
        {
            using var curious = Signed(address, await App.NewMemberAsync(App.FullRegistration()));
            for (var i = 0; i < Few; i++)
                told += (await curious.CallAsync("PATCH /api/v1/users/me", new { email = "alice@example.com" })).StatusCode == HttpStatusCode.Conflict ? 1 : 0;
        }

        told.ShouldBe(5 * Few);
    }

    [Fact]
    public async Task Who_took_a_session_along_guesses_no_more_from_everywhere_than_from_one_network()
    {
        var member = await App.NewMemberAsync();
        var wrong = 0;
        for (var network = 1; network <= 4; network++)
        {
            using var thief = App.ClientFrom($"127.0.9.{network}");
            thief.DefaultRequestHeaders.Authorization = member.Client.DefaultRequestHeaders.Authorization;
            for (var i = 0; i < 5; i++)
                wrong += (await thief.CallAsync("POST /api/v1/auth/reauthenticate", new { password = $"guess {network} {i}" })).StatusCode == HttpStatusCode.BadRequest ? 1 : 0;
        }

        wrong.ShouldBe(10);
        await (await App.LoginAsync(member.Username)).ShouldBeAsync(200);
    }

    private static Task<HttpResponseMessage> RefreshAsync(HttpClient client, string refreshToken) => client.CallAsync("POST /api/v1/auth/refresh", new { refreshToken });

    private static Task<HttpResponseMessage> RegisterAsync(HttpClient client, object body) => client.CallAsync("POST /api/v1/auth/register", body);

    private Dictionary<string, object?> WithAddressOf(string username)
    {
        var body = App.FullRegistration();
        body["email"] = $"{username}@example.com";
        return body;
    }

    private HttpClient From(HttpClient client, string address)
    {
        var elsewhere = App.ClientFrom(address);
        elsewhere.BaseAddress = client.BaseAddress;
        return elsewhere;
    }

    private static HttpClient Signed(Uri address, Member member)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", member.AccessToken);
        return client;
    }

    private static async Task ShouldBeThrottledAsync(HttpResponseMessage response)
    {
        await response.ShouldBeProblemAsync(429, "too_many_requests");
        response.Headers.RetryAfter!.Delta.ShouldBe(Window);
    }

    private async Task ShouldBeToldOnceAsync(string type, Member? about = null)
    {
        var told = await App.QueryAsync(db => db.AuditEvents.Where(e => e.Type == type).ToListAsync());
        told.ShouldHaveSingleItem().SubjectId.ShouldBe(about?.UserId);
        told[0].Outcome.ShouldBe("too_many_requests");
    }
}
