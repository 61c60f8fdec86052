using System.Net.Http.Headers;
using System.Net.Http.Json;
using Auth.Application.Users;
using Auth.Infrastructure.Persistence;
using Auth.IntegrationTests.Edge;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Operations;

public sealed class SeveralHostsTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task Hosts_that_start_at_once_on_an_empty_database_share_its_tables_and_its_first_key()
    {
        var folder = Directory.CreateTempSubdirectory("auth-tests-");
        var settings = new Dictionary<string, string>(App.Settings) { ["Auth:DataDirectory"] = folder.FullName };
        if (AuthApp.UsesMariaDb)
            settings["ConnectionStrings:Auth"] = await App.NewDatabaseAsync();
        AuthHost[] hosts = [new(settings, App.Clock), new(settings, App.Clock), new(settings, App.Clock)];
        try
        {
            var clients = await Task.WhenAll(hosts.Select(host => Task.Run(host.StartAsync)));

            await using (var db = hosts[0].Services.GetRequiredService<AuthDbContextFactory>().Create())
            {
                (await db.Database.GetAppliedMigrationsAsync(TestContext.Current.CancellationToken)).ShouldBe(db.Database.GetMigrations());
                (await db.SigningKeys.Select(k => k.Sequence).ToListAsync(TestContext.Current.CancellationToken)).ShouldBe([1]);
            }

            hosts.Select(host => host.Services.GetRequiredService<ISetupCode>().Current.Reveal()).Distinct().Count().ShouldBe(1);
            foreach (var host in hosts)
                host.Logs.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal)).ShouldBeEmpty();

            await (await clients[0].PostAsJsonAsync("/api/v1/auth/register", App.Registration("everywhere"), TestContext.Current.CancellationToken)).ShouldBeAsync(201);
            var login = await clients[1].PostAsJsonAsync("/api/v1/auth/login", new { username = "everywhere", password = AuthApp.Password }, TestContext.Current.CancellationToken);
            var token = (await login.ShouldBeAsync(200)).GetProperty("accessToken").GetString();
            foreach (var client in clients)
            {
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
                await (await client.SendAsync("GET", "/api/v1/users/me")).ShouldBeAsync(200);
            }

            await (await clients[2].SendAsync("POST", "/api/v1/auth/logout")).ShouldBeAsync(204);
            foreach (var client in clients)
                await (await client.SendAsync("GET", "/api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        }
        finally
        {
            foreach (var host in hosts)
                await host.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Forty_changes_of_one_account_at_once_are_made_or_put_off_and_never_fail()
    {
        var member = await App.NewMemberAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => member.Client.PatchAsJsonAsync("/api/v1/users/me", new { nickname = $"nickname {i}" })));

        answers.ShouldContain(answer => (int)answer.StatusCode == 200);
        foreach (var putOff in answers.Where(answer => (int)answer.StatusCode != 200))
        {
            await putOff.ShouldBeProblemAsync(503, "unavailable");
            putOff.Headers.RetryAfter.ShouldNotBeNull();
        }
    }
}
