using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Auth.IntegrationTests.Databases;
using Auth.IntegrationTests.Edge;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace Auth.IntegrationTests.Operations;

/// <summary>On a server of its own, which may be stopped and killed.</summary>
[Trait("Database", "MariaDb")]
public sealed class DatabaseOutageTests(AuthApp app) : IAsyncLifetime
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(15);

    private TestMariaDb server = null!;
    private AuthHost host = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestMariaDb.StartAsync();
        var database = $"auth_test_{Guid.NewGuid():N}";
        await using var connection = new MySqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand($"CREATE DATABASE {database}", connection);
        await command.ExecuteNonQueryAsync();

        var settings = new Dictionary<string, string>(app.Settings)
        {
            ["ConnectionStrings:Auth"] = new MySqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString,
        };
        host = new AuthHost(settings, app.Clock);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_starts_before_its_database_says_so_and_serves_as_soon_as_it_is_there()
    {
        await server.StopServerAsync();
        host.StartServer();
        using var client = host.CreateClient();

        await Eventually.BecomesTrueAsync("the warning", () => Task.FromResult(Warnings().Length > 0));
        (await client.SendAsync("GET", "/health/live")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        await ShouldBeAwayAsync(client, "/api/v1/users/me");
        await server.StartServerAsync();
        await Eventually.BecomesTrueAsync("readiness", () => IsReadyAsync(client));
        await (await RegisterAsync(client, "newcomer")).ShouldBeAsync(201);

        var warning = Warnings().ShouldHaveSingleItem("said once, not at every try");
        warning.ShouldContain("The database cannot be used");
        warning.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_database_that_goes_is_answered_503_until_it_is_back(bool kill)
    {
        using var client = await host.StartAsync();
        await (await RegisterAsync(client, "before")).ShouldBeAsync(201);
        var tokens = await (await LoginAsync(client, "before")).ShouldBeAsync(200);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
        var refreshToken = tokens.GetProperty("refreshToken").GetString();

        await server.StopServerAsync(kill);
        (await client.SendAsync("GET", "/health/live")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        await ShouldBeAwayAsync(client, "/api/v1/users/me");
        await ShouldBeUnavailableAsync(await RegisterAsync(client, "between"));
        await ShouldBeUnavailableAsync(await LoginAsync(client, "before"));
        await ShouldBeUnavailableAsync(await RefreshAsync(client, refreshToken));
        await server.StartServerAsync();

        await Eventually.BecomesTrueAsync("readiness", () => IsReadyAsync(client));
        await (await client.SendAsync("GET", "/api/v1/users/me")).ShouldBeAsync(200);
        await (await RefreshAsync(client, refreshToken)).ShouldBeAsync(200);
        await (await RegisterAsync(client, "after")).ShouldBeAsync(201);
        host.Logs.Lines.Where(line => line.StartsWith("Error 3000", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_database_is_killed_in_the_middle_of_writing()
    {
        using var client = await host.StartAsync();
        await (await RegisterAsync(client, "rotating")).ShouldBeAsync(201);
        var refreshToken = (await (await LoginAsync(client, "rotating")).ShouldBeAsync(200)).GetProperty("refreshToken").GetString();
        var acknowledged = new ConcurrentBag<string>();
        var others = new ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();

        async Task RegisterOnAndOnAsync(int writer)
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var name = $"writer{writer}-{i}";
                var asked = Stopwatch.StartNew();
                using var response = await RegisterAsync(client, name);
                asked.Elapsed.ShouldBeLessThan(LongestAnswer);
                if ((int)response.StatusCode == 201)
                    acknowledged.Add(name);
                else
                    others.Add($"{(int)response.StatusCode} {await response.TextAsync()}");
            }
        }

        async Task RefreshOnAndOnAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                using var response = await RefreshAsync(client, refreshToken);
                if ((int)response.StatusCode == 200)
                    refreshToken = (await response.ShouldBeAsync(200)).GetProperty("refreshToken").GetString();
                else
                    others.Add($"{(int)response.StatusCode} {await response.TextAsync()}");
            }
        }

        Task[] writing = [.. Enumerable.Range(0, 6).Select(RegisterOnAndOnAsync), RefreshOnAndOnAsync()];
        await Eventually.BecomesTrueAsync("40 registrations", () => Task.FromResult(acknowledged.Count >= 40));
        await server.StopServerAsync(kill: true);
        await server.StartServerAsync();
        var before = acknowledged.Count;
        await Eventually.BecomesTrueAsync("20 registrations after the return", () => Task.FromResult(acknowledged.Count >= before + 20));
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        others.ShouldNotBeEmpty("the database was killed while nobody wrote");
        host.Logs.Lines.Where(line => line.StartsWith("Error 3000", StringComparison.Ordinal)).ShouldBeEmpty();
        others.ShouldAllBe(answer => answer.StartsWith("503", StringComparison.Ordinal));
        await using var db = host.Services.GetRequiredService<AuthDbContextFactory>().Create();
        var kept = (await db.Users.Select(u => u.Username).ToListAsync(TestContext.Current.CancellationToken)).Select(u => u.Value).ToHashSet(StringComparer.Ordinal);
        acknowledged.Where(name => !kept.Contains(name)).ShouldBeEmpty();
        await (await RefreshAsync(client, refreshToken)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Calls_that_wait_for_a_lock_too_long_are_answered_503_and_succeed_when_it_is_free()
    {
        using var client = await host.StartAsync();
        await (await RegisterAsync(client, "locked")).ShouldBeAsync(201);
        var tokens = await (await LoginAsync(client, "locked")).ShouldBeAsync(200);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());

        await using (var db = host.Services.GetRequiredService<AuthDbContextFactory>().Create())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await db.Users.Where(u => u.Status == UserStatus.Active).ExecuteUpdateAsync(set => set.SetProperty(u => u.EmailVerified, false), TestContext.Current.CancellationToken);
            var asked = Stopwatch.StartNew();
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => RenameAsync(client, i)));
            asked.Elapsed.ShouldBeLessThan(LongestAnswer);
            foreach (var answer in answers)
                await ShouldBeUnavailableAsync(answer);
        }

        await (await RenameAsync(client, 11)).ShouldBeAsync(200);
    }

    private static Task<HttpResponseMessage> RenameAsync(HttpClient client, int number) =>
        client.PatchAsJsonAsync("/api/v1/users/me", new { nickname = $"nickname {number}" });

    private Task<HttpResponseMessage> RegisterAsync(HttpClient client, string username) =>
        client.PostAsJsonAsync("/api/v1/auth/register", app.Registration(username));

    private static Task<HttpResponseMessage> LoginAsync(HttpClient client, string username) =>
        client.PostAsJsonAsync("/api/v1/auth/login", new { username, password = AuthApp.Password });

    private static Task<HttpResponseMessage> RefreshAsync(HttpClient client, string? refreshToken) =>
        client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken });

    private static async Task<bool> IsReadyAsync(HttpClient client) => (int)(await client.SendAsync("GET", "/health/ready")).StatusCode == 200;

    private static async Task ShouldBeAwayAsync(HttpClient client, string path)
    {
        (await IsReadyAsync(client)).ShouldBeFalse();
        await ShouldBeUnavailableAsync(await client.SendAsync("GET", path));
    }

    private static async Task ShouldBeUnavailableAsync(HttpResponseMessage response)
    {
        await response.ShouldBeProblemAsync(503, "unavailable");
        response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
    }

    private string[] Warnings() => [.. host.Logs.Lines.Where(line => line.StartsWith("Warning 2002", StringComparison.Ordinal))];
}
