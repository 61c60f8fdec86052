using System.Net;
using Auth.Application.Credentials;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Domain.Users;
using Auth.Infrastructure.Startup;
using Auth.IntegrationTests.Edge;
using Auth.IntegrationTests.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Auth.IntegrationTests.Credentials;

/// <summary>What strangers do touches strangers only, and never tells them who has an account.</summary>
public sealed class ThrottlingTests(AuthApp app) : AuthTest(app)
{
    private const int FailuresPerAccount = 10;
    private const int FailuresPerAccountOverall = 50;
    private const int FailuresPerNetwork = 200;
    private const string Wrong = "not the password";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task In_the_midst_of_guesses_from_everywhere_the_owner_logs_in_at_the_first_try_from_where_they_did_before()
    {
        var owner = await App.NewMemberAsync();

        var guesses = await GuessFromEverywhereAsync(owner.Username);

        guesses.Count(g => g.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(FailuresPerAccountOverall);
        guesses.Count(g => g.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(guesses.Count - FailuresPerAccountOverall);
        await (await App.LoginAsync(owner.Username)).ShouldBeAsync(200);
        await (await App.RefreshAsync(owner.RefreshToken)).ShouldBeAsync(200);
        using var elsewhere = App.ClientFrom("127.0.9.9");
        await (await AuthApp.LoginAsync(elsewhere, owner.Username)).ShouldBeProblemAsync(429, "too_many_attempts");
    }

    [Fact]
    public async Task An_unknown_name_is_throttled_as_a_member_is_in_every_byte_and_at_every_step()
    {
        await (await App.RegisterAsync(App.Registration("alice"))).ShouldBeAsync(201);
        var administrator = await App.NewAdministratorAsync();
        var suspended = await App.NewMemberAsync(App.Registration("bobby"));
        await (await AuthApp.ChangeAsync(administrator, suspended.Id, new { status = "suspended" })).ShouldBeAsync(200);

        List<List<string>> seen = [];
        foreach (var name in new[] { "alice", "bobby", "nobody", "no such name" })
        {
            await App.WithDatabaseAsync(db => db.AttemptCounts.ExecuteDeleteAsync());
            List<string> answers = [];
            foreach (var answer in await GuessFromEverywhereAsync(name))
                answers.Add(await answer.DescribeAsync());
            seen.Add(answers);
        }

        seen[0].ShouldContain(answer => answer.Contains("Retry-After: 900"));
        foreach (var answers in seen)
            answers.ShouldBe(seen[0]);
    }

    [Fact]
    public async Task Failures_in_a_known_network_count_there_and_nowhere_else()
    {
        var owner = await App.NewMemberAsync();
        await GuessAsync(App.Client, owner.Username, FailuresPerAccount);

        await (await App.LoginAsync(owner.Username)).ShouldBeProblemAsync(429, "too_many_attempts");
        (await App.QueryAsync(db => db.AttemptCounts.CountAsync(a => a.Count == FailuresPerAccount))).ShouldBe(1);
        using var elsewhere = App.ClientFrom("127.0.9.9");
        await (await AuthApp.LoginAsync(elsewhere, owner.Username)).ShouldBeAsync(200);

        await App.AdvanceAsync(Window);
        await (await App.LoginAsync(owner.Username)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_network_that_sprays_is_stopped_and_those_known_in_it_are_not()
    {
        var known = await App.NewMemberAsync();
        await (await App.RegisterAsync(App.Registration("newcomer"))).ShouldBeAsync(201);
        for (var i = 0; i < FailuresPerNetwork; i++)
            await (await App.LoginAsync($"victim{i}", "spring2026")).ShouldBeProblemAsync(401, "invalid_credentials");

        await (await App.LoginAsync("newcomer")).ShouldBeProblemAsync(429, "too_many_attempts");
        await (await App.LoginAsync("nobody")).ShouldBeProblemAsync(429, "too_many_attempts");
        await (await App.LoginAsync(known.Username)).ShouldBeAsync(200);
        using var elsewhere = App.ClientFrom("127.0.9.9");
        await (await AuthApp.LoginAsync(elsewhere, "newcomer")).ShouldBeAsync(200);
        await App.AdvanceAsync(Window);
        await (await App.LoginAsync("newcomer")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task The_right_password_from_elsewhere_makes_that_network_known()
    {
        var owner = await App.NewMemberAsync();
        using var office = App.ClientFrom("127.0.9.9");
        await (await AuthApp.LoginAsync(office, owner.Username)).ShouldBeAsync(200);

        await GuessFromEverywhereAsync(owner.Username);

        await (await AuthApp.LoginAsync(office, owner.Username)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task The_counts_and_the_known_networks_are_one_for_all_nodes_and_stay_over_a_restart()
    {
        var owner = await App.NewMemberAsync();
        await GuessFromEverywhereAsync(owner.Username);

        await using var node = App.NewHost();
        using var client = await node.StartAsync();

        await (await AuthApp.LoginAsync(client, owner.Username)).ShouldBeAsync(200);
        await (await client.CallAsync("POST /api/v1/auth/register", App.Registration("newcomer"))).ShouldBeAsync(201);
        await GuessAsync(App.Client, "newcomer", FailuresPerAccount);
        await (await AuthApp.LoginAsync(client, "newcomer")).ShouldBeProblemAsync(429, "too_many_attempts");
    }

    [Fact]
    public async Task Every_window_ends_by_itself()
    {
        await (await App.RegisterAsync(App.Registration("alice"))).ShouldBeAsync(201);
        await GuessFromEverywhereAsync("alice");
        await App.AdvanceAsync(Window - TimeSpan.FromSeconds(1));
        var refused = await App.LoginAsync("alice");
        await refused.ShouldBeProblemAsync(429, "too_many_attempts");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));

        await App.AdvanceAsync(TimeSpan.FromSeconds(1));

        await (await App.LoginAsync("alice")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Past_the_budget_nothing_is_written_but_one_line_of_the_trail()
    {
        var owner = await App.NewMemberAsync();
        await GuessFromEverywhereAsync(owner.Username);
        var counts = await CountsAsync();
        var events = await App.QueryAsync(db => db.AuditEvents.CountAsync());

        using var stranger = App.ClientFrom("127.0.9.9");
        for (var i = 0; i < 20; i++)
            await (await AuthApp.LoginAsync(stranger, owner.Username, Wrong)).ShouldBeProblemAsync(429, "too_many_attempts");

        (await CountsAsync()).ShouldBe(counts);
        (await App.QueryAsync(db => db.AuditEvents.CountAsync())).ShouldBe(events);
        (await ThrottledAsync()).ShouldBe([owner.UserId]);
        await App.AdvanceAsync(Window);
        await GuessFromEverywhereAsync(owner.Username);
        (await ThrottledAsync()).ShouldBe([owner.UserId, owner.UserId]);
    }

    [Fact]
    public async Task The_trail_names_an_account_and_for_a_network_nobody()
    {
        var owner = await App.NewMemberAsync();
        await GuessAsync(App.Client, owner.Username, FailuresPerAccount);
        await App.LoginAsync(owner.Username);
        for (var i = 0; i <= FailuresPerNetwork; i++)
            await App.LoginAsync($"victim{i}", "spring2026");

        (await ThrottledAsync()).ShouldBe([owner.UserId, null], ignoreOrder: true);
    }

    [Fact]
    public async Task Who_hangs_up_before_the_password_is_judged_has_not_guessed()
    {
        var asked = new TaskCompletionSource();
        await using var host = HostWith(new Hasher(async cancellationToken =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return false;
        }));
        using var client = await host.StartAsync();
        using var hangUp = new CancellationTokenSource();
        var login = client.PostAsync("/api/v1/auth/login", JsonContent("alice"), hangUp.Token);
        await asked.Task;
        (await App.QueryAsync(db => db.AttemptCounts.CountAsync())).ShouldBe(3);

        await hangUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(login);
        await Eventually.BecomesTrueAsync("the attempt is given back", async () => !await App.QueryAsync(db => db.AttemptCounts.AnyAsync()));
    }

    [Fact]
    public async Task Who_finds_the_queue_full_has_not_guessed_and_leaves_nothing()
    {
        await using var host = HostWith(new Hasher(_ => Task.FromResult<Result<bool>>(CommonErrors.Overloaded(TimeSpan.FromSeconds(1)))));
        using var client = await host.StartAsync();

        await (await AuthApp.LoginAsync(client, "alice")).ShouldBeProblemAsync(503, "overloaded");

        (await App.QueryAsync(db => db.AttemptCounts.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Of_the_networks_of_a_member_the_twenty_used_last_are_kept()
    {
        var owner = await App.NewMemberAsync();
        for (var i = 1; i <= 20; i++)
        {
            await App.AdvanceAsync(TimeSpan.FromMinutes(1));
            using var network = App.ClientFrom($"127.0.8.{i}");
            await (await AuthApp.LoginAsync(network, owner.Username)).ShouldBeAsync(200);
        }

        (await App.QueryAsync(db => db.KnownNetworks.CountAsync())).ShouldBe(20);
        await GuessFromEverywhereAsync(owner.Username);
        await (await App.LoginAsync(owner.Username)).ShouldBeProblemAsync(429, "too_many_attempts");
        using var second = App.ClientFrom("127.0.8.1");
        await (await AuthApp.LoginAsync(second, owner.Username)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_known_network_is_written_again_after_a_day_and_forgotten_ninety_days_after_its_last_use_or_with_its_member()
    {
        var owner = await App.NewMemberAsync();
        var first = App.Clock.GetUtcNow();
        await App.AdvanceAsync(TimeSpan.FromHours(23));
        await (await App.LoginAsync(owner.Username)).ShouldBeAsync(200);
        (await App.QueryAsync(db => db.KnownNetworks.SingleAsync())).LastUsedAt.ShouldBe(first);
        await App.AdvanceAsync(TimeSpan.FromHours(1));
        await (await App.LoginAsync(owner.Username)).ShouldBeAsync(200);
        (await App.QueryAsync(db => db.KnownNetworks.SingleAsync())).LastUsedAt.ShouldBe(App.Clock.GetUtcNow());

        await SweepAfterAsync(TimeSpan.FromDays(90));
        (await App.QueryAsync(db => db.KnownNetworks.CountAsync())).ShouldBe(1);
        await SweepAfterAsync(TimeSpan.FromSeconds(1));
        (await App.QueryAsync(db => db.KnownNetworks.CountAsync())).ShouldBe(0);

        var again = await App.LogInAgainAsync(owner);
        await (await AuthApp.WithdrawAsync(again)).ShouldBeAsync(204);
        (await App.QueryAsync(db => db.KnownNetworks.CountAsync())).ShouldBe(0);
    }

    /// <summary>Eight networks, each with ten tries at one account, none of which it was ever right about.</summary>
    private async Task<List<HttpResponseMessage>> GuessFromEverywhereAsync(string username)
    {
        List<HttpResponseMessage> answers = [];
        for (var network = 1; network <= 8; network++)
        {
            using var stranger = App.ClientFrom($"127.0.7.{network}");
            for (var i = 0; i < FailuresPerAccount; i++)
                answers.Add(await AuthApp.LoginAsync(stranger, username, Wrong));
        }

        return answers;
    }

    private static async Task GuessAsync(HttpClient client, string username, int times)
    {
        for (var i = 0; i < times; i++)
            await (await AuthApp.LoginAsync(client, username, Wrong)).ShouldBeProblemAsync(401, "invalid_credentials");
    }

    private Task<string> CountsAsync() => App.QueryAsync(async db =>
        string.Join('\n', (await db.AttemptCounts.ToListAsync()).Select(a => $"{Convert.ToHexString(a.Key)} {a.Count} {a.EndsAt:O} {a.Told}").Order()));

    private Task<List<UserId?>> ThrottledAsync() =>
        App.QueryAsync(db => db.AuditEvents.Where(e => e.Type == "login_throttled" && e.Outcome == "too_many_attempts").OrderBy(e => e.Id).Select(e => e.SubjectId).ToListAsync());

    private async Task SweepAfterAsync(TimeSpan time)
    {
        await App.AdvanceAsync(time);
        await App.Host.Services.GetRequiredService<Housekeeping>().SweepAsync(TestContext.Current.CancellationToken);
    }

    private AuthHost HostWith(Hasher hasher) =>
        new(App.Settings, App.Clock, replace: services => services.Replace(ServiceDescriptor.Scoped<IPasswordHasher>(_ => hasher)));

    private static System.Net.Http.Json.JsonContent JsonContent(string username) => System.Net.Http.Json.JsonContent.Create(new { username, password = Wrong });

    private sealed class Hasher(Func<CancellationToken, Task<Result<bool>>> verify) : IPasswordHasher
    {
        public Task<Result<PasswordHash>> HashAsync(Secret password, CancellationToken cancellationToken) => throw new InvalidOperationException("Nobody signs up here.");

        public Task<Result<bool>> VerifyAsync(Secret password, PasswordHash? hash, CancellationToken cancellationToken) => verify(cancellationToken);

        public PasswordHash? Read(string hash, string? pepperId) => null;

        public bool IsOutdated(PasswordHash hash) => false;
    }
}
