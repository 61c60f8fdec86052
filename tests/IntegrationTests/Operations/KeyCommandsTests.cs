using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests.Sessions;
using Microsoft.Data.Sqlite;

namespace Auth.IntegrationTests.Operations;

/// <summary>The commands as processes beside a service that runs, on an embedded database of their own.</summary>
[Trait("Database", "Own")]
public sealed class KeyCommandsTests : IDisposable
{
    private const string Me = "GET /api/v1/users/me";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");
    private readonly string key = NewKey();

    private string Data => Path.Combine(folder.FullName, "kept");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Keys_lists_what_is_kept_and_shows_none_of_it()
    {
        await using (await ServiceAsync(Settings(key)))
        {
            var lines = await RunAsync(0, Settings(key), "keys", "list");

            var id = MasterKey.Parse(key).IdText;
            lines.ShouldContain(l => l.StartsWith("signing key ", StringComparison.Ordinal) && l.Contains("in use since ", StringComparison.Ordinal) && l.EndsWith($"sealed under {id}", StringComparison.Ordinal));
            foreach (var purpose in SecretPurpose.All)
                lines.ShouldContain(l => l.StartsWith($"{purpose.Name} ", StringComparison.Ordinal) && l.EndsWith($"sealed under {id}", StringComparison.Ordinal));
            lines.ShouldContain($"Master key: {id}");
            lines.ShouldContain("Former master key: none configured");
            lines.ShouldNotContain(l => l.Contains(key, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Rotate_makes_the_next_key_and_a_second_time_names_it()
    {
        await RunAsync(0, Settings(key), "migrate");

        var made = (await RunAsync(0, Settings(key), "keys", "rotate")).Single(l => l.StartsWith("Made ", StringComparison.Ordinal));
        var kid = made.Split(' ', ';')[1];
        var again = await RunAsync(0, Settings(key), "keys", "rotate");

        made.ShouldMatch("^Made [A-Za-z0-9_-]{43}; it signs from [0-9-]{10} [0-9:]{8}Z\\.$");
        again.ShouldContain(l => l.StartsWith($"The next key is published already: {kid} signs from ", StringComparison.Ordinal));
        (await RunAsync(0, Settings(key), "keys", "list")).ShouldContain(l => l.Contains(kid, StringComparison.Ordinal) && l.Contains("waiting until ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Revoke_ends_trust_in_a_running_service_at_once_and_its_sessions_go_on()
    {
        await using var service = await ServiceAsync(Settings(key));
        var tokens = await SignUpAsync(service.Client);
        await (await service.Client.WithTokenAsync(Me, tokens.Text("accessToken")!)).ShouldBeAsync(200);
        var kid = Jwt.Read(tokens.Text("accessToken")!).Header.Text("kid")!;

        var lines = await RunAsync(0, Settings(key), "keys", "revoke", kid);

        lines.ShouldContain($"Revoked {kid}.");
        var successor = lines.Single(l => l.StartsWith("Made ", StringComparison.Ordinal)).Split(' ', ';')[1];
        await (await service.Client.WithTokenAsync(Me, tokens.Text("accessToken")!)).ShouldBeProblemAsync(401, "token_invalid");
        tokens = await (await service.Client.CallAsync("POST /api/v1/auth/refresh", new { refreshToken = tokens.Text("refreshToken") })).ShouldBeAsync(200);
        Jwt.Read(tokens.Text("accessToken")!).Header.Text("kid").ShouldBe(successor);
        await (await service.Client.WithTokenAsync(Me, tokens.Text("accessToken")!)).ShouldBeAsync(200);
        (await service.Client.PublishedKeysAsync()).ShouldBe([successor]);

        (await RunAsync(0, Settings(key), "keys", "revoke", "all")).ShouldContain($"Revoked {successor}.");
        await (await service.Client.WithTokenAsync(Me, tokens.Text("accessToken")!)).ShouldBeProblemAsync(401, "token_invalid");
    }

    [Fact]
    public async Task A_slip_revokes_nothing()
    {
        await RunAsync(0, Settings(key), "migrate");
        var before = SigningKeys(await RunAsync(0, Settings(key), "keys", "list"));

        await Task.WhenAll(
            RunAsync(1, Settings(key), "keys", "revoke", "unknown"),
            RunAsync(1, Settings(key), "keys", "revoke", "-hidden"), // Ids begin with any letter, and this is no -h.
            RunAsync(2, Settings(key), "keys", "revoke"),
            RunAsync(2, Settings(key), "keys", "revoke", "one", "two"),
            RunAsync(2, Settings(key), "keys", "rotat"),
            RunAsync(2, Settings(key), "revoke", "all"),
            RunAsync(2, Settings(key), "keys", "--emergency"));

        SigningKeys(await RunAsync(0, Settings(key), "keys", "list")).ShouldBe(before);
    }

    [Fact]
    public async Task A_wrong_master_key_makes_and_ends_nothing()
    {
        await RunAsync(0, Settings(key), "migrate");
        var before = SigningKeys(await RunAsync(0, Settings(key), "keys", "list"));

        foreach (var words in new string[][] { ["keys", "list"], ["keys", "rotate"], ["keys", "revoke", "all"] })
            (await RunAsync(1, Settings(NewKey()), words)).ShouldContain(l => l.StartsWith("Auth:MasterKey is not the one this database was set up with", StringComparison.Ordinal));

        SigningKeys(await RunAsync(0, Settings(key), "keys", "list")).ShouldBe(before);
    }

    [Fact]
    public async Task A_change_of_the_master_key_that_is_killed_in_the_middle_is_finished_by_the_next_start()
    {
        var newKey = NewKey();
        JsonElement tokens;
        await using (var service = await ServiceAsync(Settings(key)))
        {
            tokens = await SignUpAsync(service.Client);
            (await service.StopAsync()).ShouldBe(0);
        }

        // The secrets are sealed again, the signing keys cannot be, and the process dies over it.
        await ExecuteAsync("CREATE TRIGGER stuck BEFORE UPDATE ON signing_keys BEGIN SELECT RAISE(ABORT, 'stuck'); END");
        await using (var stuck = HostProcess.Start(folder.FullName, Settings(newKey, former: key)))
        {
            await stuck.SaysAsync("The database cannot be used");
            await stuck.KillAsync();
        }

        await ExecuteAsync("DROP TRIGGER stuck");
        (await RunAsync(1, Settings(newKey), "keys", "list")).ShouldContain(l => l.StartsWith("Auth:MasterKey is not the one", StringComparison.Ordinal));
        await using (var service = await ServiceAsync(Settings(newKey, former: key)))
        {
            await service.SaysAsync("Auth:FormerMasterKey may go");
            await (await service.Client.WithTokenAsync(Me, tokens.Text("accessToken")!)).ShouldBeAsync(200);
            (await RunAsync(0, Settings(newKey, former: key), "keys", "list")).ShouldContain($"Former master key: {MasterKey.Parse(key).IdText}, may be removed: yes");
        }

        await using var alone = await ServiceAsync(Settings(newKey));
        await (await alone.Client.WithTokenAsync(Me, tokens.Text("accessToken")!)).ShouldBeAsync(200);
        await (await alone.Client.CallAsync("POST /api/v1/auth/refresh", new { refreshToken = tokens.Text("refreshToken") })).ShouldBeAsync(200);
        await LogInAsync(alone.Client);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));

    private static IReadOnlyList<string> SigningKeys(IReadOnlyList<string> lines) => [.. lines.Where(l => l.StartsWith("signing key ", StringComparison.Ordinal))];

    private static async Task<JsonElement> SignUpAsync(HttpClient client)
    {
        var registration = new { username = "lasting", password = AuthApp.Password, name = "홍길동", nickname = "길동", consentToPersonalData = true };
        await (await client.PostAsJsonAsync("/api/v1/auth/register", registration)).ShouldBeAsync(201);
        return await LogInAsync(client);
    }

    private static async Task<JsonElement> LogInAsync(HttpClient client) =>
        await (await client.CallAsync("POST /api/v1/auth/login", new { username = "lasting", password = AuthApp.Password })).ShouldBeAsync(200);

    private Dictionary<string, string?> Settings(string masterKey, string? former = null) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Auth__DataDirectory"] = Data,
        ["Auth__Passwords__Cost"] = "4",
        ["Auth__MasterKey"] = masterKey,
        ["Auth__FormerMasterKey"] = former,
    };

    private Task<HostProcess> ServiceAsync(Dictionary<string, string?> settings) => HostProcess.StartReadyAsync(folder.FullName, settings);

    private async Task<IReadOnlyList<string>> RunAsync(int exitCode, Dictionary<string, string?> settings, params string[] words)
    {
        await using var command = HostProcess.Start(folder.FullName, settings, words);
        (await command.ExitAsync()).ShouldBe(exitCode, string.Join(Environment.NewLine, command.Output.Concat(command.Errors)));
        command.Output.Concat(command.Errors).ShouldNotContain(l => l.Contains("listening", StringComparison.Ordinal) || l.StartsWith("   at ", StringComparison.Ordinal));
        return [.. command.Output, .. command.Errors];
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "auth.db")}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new SqliteCommand(statement, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
