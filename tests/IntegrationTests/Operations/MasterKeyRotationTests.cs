using System.Security.Cryptography;
using System.Text.Json;
using Auth.Application.Sessions;
using Auth.Application.Users;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Operations;

/// <summary>The steps of the documentation, with nodes of each step serving side by side on one database.</summary>
public sealed class MasterKeyRotationTests(AuthApp app) : AuthTest(app), IAsyncDisposable
{
    private const string Me = "GET /api/v1/users/me";
    private const string MayGo = "Auth:FormerMasterKey may go";

    private readonly string oldKey = NewKey();
    private readonly string newKey = NewKey();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");
    private readonly List<AuthHost> hosts = [];
    private string? database;

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Nothing_is_refused_in_any_step_and_in_the_end_the_new_key_is_enough()
    {
        var old = await NodeAsync(oldKey);
        await RegisterAsync(old, "lasting");
        var kept = await LogInAsync(old, "lasting");
        var setupCode = Code(old);

        // Step 1: every node learns of the next key. Step 2: they change over, one after the other.
        var expecting = await NodeAsync(oldKey, ("Auth:NextMasterKey", newKey));
        var changed = await NodeAsync(newKey, ("Auth:FormerMasterKey", oldKey));
        kept = await EverythingWorksAsync(kept, old, expecting, changed);
        (await PepperAsync(old)).ShouldBe(IdOf(oldKey));
        Count(changed, MayGo).ShouldBe(1);
        Count(expecting, MayGo).ShouldBe(0);

        // A node of step 1 makes a signing key, under the old master key, and the new pepper comes into use.
        (await expecting.AsHostAsync(new RotateSigningKey())).Value.IsNew.ShouldBeTrue();
        (await changed.AsHostAsync(new ListKeys())).Value.FormerMayGo.ShouldBeFalse();
        await UpkeepAsync(changed, expecting);
        App.Clock.Advance(KeptSecretStore.KnownAhead);
        (await changed.AsHostAsync(new ListKeys())).Value.FormerMayGo.ShouldBeTrue();
        kept = await EverythingWorksAsync(kept, expecting, changed);
        await LogInAsync(changed, "lasting");
        (await PepperAsync(changed)).ShouldBe(IdOf(newKey));
        await LogInAsync(expecting, "lasting");

        // Step 3: the new key alone.
        var alone = await NodeAsync(newKey);
        kept = await EverythingWorksAsync(kept, changed, alone);
        App.Clock.Advance(TimeSpan.FromMinutes(20));
        await EverythingWorksAsync(kept, alone);
        Code(alone).ShouldBe(setupCode);
        (await alone.AsHostAsync(new ListKeys())).Value.Keys.ShouldAllBe(k => k.SealedUnder == IdOf(newKey));
        Count(changed, MayGo).ShouldBe(1);
    }

    [Fact]
    public async Task A_page_and_a_cursor_of_one_step_are_good_in_the_next()
    {
        var expecting = await NodeAsync(oldKey, ("Auth:NextMasterKey", newKey));
        var changed = await NodeAsync(newKey, ("Auth:FormerMasterKey", oldKey));
        await RegisterAsync(expecting, "lasting");

        foreach (var (from, to) in new[] { (expecting, changed), (changed, expecting) })
        {
            using var browser = new PageClient(from.CreateClient().BaseAddress!);
            var page = await browser.GetAsync("/login");
            using var there = new PageClient(to.CreateClient().BaseAddress!);
            there.Cookies.Add(browser.Cookies.GetAllCookies());
            (await there.SubmitAsync(page, "main form", ("username", "lasting"), ("password", AuthApp.Password))).ShouldLeadTo("/account");

            var cursor = from.Services.GetRequiredService<Application.Common.ICursors>().Make("users", "lasting");
            to.Services.GetRequiredService<Application.Common.ICursors>().Read("users", cursor).ShouldBe(["lasting"]);
        }
    }

    [Fact]
    public async Task Four_nodes_that_change_over_at_once_do_it_once_and_harm_nothing()
    {
        var old = await NodeAsync(oldKey);
        await RegisterAsync(old, "lasting");
        var kept = await LogInAsync(old, "lasting");

        var changed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => NodeAsync(newKey, ("Auth:FormerMasterKey", oldKey)))));

        await UpkeepAsync(changed);
        await EverythingWorksAsync(kept, changed);
        var list = (await changed[0].AsHostAsync(new ListKeys())).Value;
        list.FormerMayGo.ShouldBeTrue();
        list.Keys.Count(k => k.Purpose == SecretPurpose.Pepper.Name).ShouldBe(2);
        list.Keys.Count(k => k.Purpose == SecretPurpose.SetupCode.Name).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_kill_leaves_half_done_the_next_start_finishes()
    {
        var old = await NodeAsync(oldKey);
        await RegisterAsync(old, "lasting");
        var kept = await LogInAsync(old, "lasting");
        var half = new KeptSecretStore(old.Services.GetRequiredService<DirectDatabase>(), old.Services.GetRequiredService<AuthDbContextFactory>(), new MasterKeys(MasterKey.Parse(newKey), MasterKey.Parse(oldKey)), new KeptSecrets(App.Clock), App.Clock);
        await half.RefreshAsync(TestContext.Current.CancellationToken);
        await half.ResealAsync(TestContext.Current.CancellationToken);
        var states = (await old.AsHostAsync(new ListKeys())).Value.Keys.Select(k => k.SealedUnder).Distinct();
        states.ShouldBe([IdOf(oldKey), IdOf(newKey)], ignoreOrder: true);

        var changed = await NodeAsync(newKey, ("Auth:FormerMasterKey", oldKey));

        (await changed.AsHostAsync(new ListKeys())).Value.FormerMayGo.ShouldBeTrue();
        await EverythingWorksAsync(kept, changed, await NodeAsync(newKey));
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));

    private static string IdOf(string key) => MasterKey.Parse(key).IdText;

    private static string Code(AuthHost host) => host.Services.GetRequiredService<ISetupCode>().Current.Reveal();

    private static int Count(AuthHost host, string text) => host.Logs.Lines.Count(l => l.Contains(text, StringComparison.Ordinal));

    private static async Task UpkeepAsync(params AuthHost[] nodes)
    {
        foreach (var node in nodes)
            await node.Services.GetRequiredService<KeyUpkeep>().RunAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string?> PepperAsync(AuthHost host)
    {
        await using var db = host.Services.GetRequiredService<AuthDbContextFactory>().Create();
        return await db.Credentials.Select(c => c.PepperId).SingleAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> LogInAsync(AuthHost host, string username) =>
        await (await host.CreateClient().CallAsync("POST /api/v1/auth/login", new { username, password = AuthApp.Password })).ShouldBeAsync(200);

    /// <summary>A session is renewed on each node, its tokens count on all, and its owner logs in everywhere; answers the latest tokens.</summary>
    private static async Task<JsonElement> EverythingWorksAsync(JsonElement tokens, params AuthHost[] nodes)
    {
        foreach (var node in nodes)
        {
            tokens = await (await node.CreateClient().CallAsync("POST /api/v1/auth/refresh", new { refreshToken = tokens.Text("refreshToken") })).ShouldBeAsync(200);
            await LogInAsync(node, "lasting");
            foreach (var other in nodes)
                await (await other.CreateClient().WithTokenAsync(Me, tokens.Text("accessToken")!)).ShouldBeAsync(200);
        }

        return tokens;
    }

    private async Task RegisterAsync(AuthHost host, string username) =>
        await (await host.CreateClient().CallAsync("POST /api/v1/auth/register", App.Registration(username))).ShouldBeAsync(201);

    private async Task<AuthHost> NodeAsync(string masterKey, params (string Setting, string Value)[] more)
    {
        var settings = new Dictionary<string, string>(App.Settings) { ["Auth:DataDirectory"] = folder.FullName, ["Auth:MasterKey"] = masterKey };
        if (AuthApp.UsesMariaDb)
            settings["ConnectionStrings:Auth"] = database ??= await App.NewDatabaseAsync();
        foreach (var (setting, value) in more)
            settings[setting] = value;
        var host = new AuthHost(settings, App.Clock);
        lock (hosts)
            hosts.Add(host);
        await host.StartAsync();
        return host;
    }
}
