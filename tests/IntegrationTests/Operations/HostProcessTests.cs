using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests.Edge;
using Microsoft.Data.Sqlite;

namespace Auth.IntegrationTests.Operations;

/// <summary>The process brings its own database, so one of the two runs is enough.</summary>
[Trait("Database", "Own")]
public sealed class HostProcessTests : IDisposable
{
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");

    private string Data => Path.Combine(folder.FullName, "kept");

    private string KeyFile => Path.Combine(Data, "development-master-key");

    private Dictionary<string, string?> Development => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Auth__DataDirectory"] = Data,
        ["Auth__Passwords__Cost"] = "4",
    };

    private static Dictionary<string, string?> Production => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Auth__MasterKey"] = NewKey(),
        ["ConnectionStrings__Auth"] = "Server=127.0.0.1;Port=1;Database=auth;User ID=auth;Password=zq7canary",
    };

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Auth__MasterKey", null, "Auth:MasterKey is missing. Set Auth__MasterKey to ")]
    [InlineData("Auth__MasterKey", "", "Auth:MasterKey is missing. Set Auth__MasterKey to ")]
    [InlineData("Auth__MasterKey", "enE3Y2FuYXJ5LXNob3J0", "Auth:MasterKey has 15 bytes instead of 32. Set Auth__MasterKey to ")]
    [InlineData("Auth__MasterKey", "zq7canary is not base64 at all!!", "Auth:MasterKey is not base64. Set Auth__MasterKey to ")]
    [InlineData("Auth__MasterKey", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "Auth:MasterKey is not random. Set Auth__MasterKey to ")]
    [InlineData("Auth__MasterKey", "cGFzc3dvcmRwYXNzd29yZHBhc3N3b3JkcGFzc3dvcmQ=", "Auth:MasterKey is not random. Set Auth__MasterKey to ")]
    [InlineData("ConnectionStrings__Auth", null, "Set ConnectionStrings__Auth to a MariaDB")]
    [InlineData("ConnectionStrings__Auth", "", "Set ConnectionStrings__Auth to a MariaDB")]
    [InlineData("ConnectionStrings__Auth", "zq7canary", "ConnectionStrings:Auth is no MariaDB connection string")]
    [InlineData("Auth__Passwords__Cost", "9", "Auth:Passwords:Cost must be 10 or more in Production.")]
    [InlineData("Auth__Passwords__Cost", "31", "Cost")]
    [InlineData("Auth__Passwords__Cost", "twelve", "'Auth:Passwords:Cost'")]
    [InlineData("Auth__Passwords__BlocklistFile", "/nowhere/list.txt", "Auth:Passwords:BlocklistFile names a file that is not there.")]
    [InlineData("Auth__Throttling__Enabled", "false", "Auth:Throttling:Enabled must not be false in Production.")]
    [InlineData("Auth__Issuer", "", "Issuer")]
    [InlineData("Auth__Proxies", "10", "Auth:Proxies is wrong.")]
    [InlineData("Auth__Proxies__0", "10.0.0.0/33", "Auth:Proxies:0 is wrong.")]
    [InlineData("Auth__Proxies__0", "10.0.0.1, proxy.example", "Auth:Proxies:0 is wrong.")]
    [InlineData("Auth__Proxies__0", "0.0.0.0/0", "Auth:Proxies:0 is wrong.")]
    public async Task In_Production_a_setting_it_must_not_run_with_ends_it_with_a_sentence(string name, string? value, string sentence)
    {
        var environment = Production;
        environment[name] = value;
        await using var host = HostProcess.Start(folder.FullName, environment);

        (await host.ExitAsync(Quickly)).ShouldNotBe(0);

        host.Errors.ShouldHaveSingleItem(string.Join(Environment.NewLine, host.Errors)).ShouldContain(sentence);
        foreach (var line in host.Output.Concat(host.Errors))
        {
            line.ShouldNotStartWith("   at ");
            line.ShouldNotContain("zq7canary");
            line.ShouldNotContain("listening");
        }

        Directory.Exists(Path.Combine(folder.FullName, "data")).ShouldBeFalse("nothing is made beside a refused Production");
    }

    [Fact]
    public async Task Every_wrong_setting_is_told_and_by_its_name()
    {
        var environment = Production;
        environment["Auth__Passwords__Cost"] = "5";
        environment["Auth__Throttling__Enabled"] = "false";
        environment["Auth__Sessions__IdleDays"] = "0";
        await using var host = HostProcess.Start(folder.FullName, environment);

        (await host.ExitAsync(Quickly)).ShouldBe(1);

        host.Errors.Order().ShouldBe(
        [
            "Auth:Passwords:Cost must be 10 or more in Production.",
            "Auth:Sessions:IdleDays is wrong. The field IdleDays must be between 1 and 365.",
            "Auth:Throttling:Enabled must not be false in Production.",
        ]);
        host.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_misspelt_environment_opens_nothing()
    {
        var environment = Production;
        environment["ASPNETCORE_ENVIRONMENT"] = "Prodcution";
        environment["Auth__Passwords__Cost"] = "5";
        await using var host = HostProcess.Start(folder.FullName, environment);

        (await host.ExitAsync(Quickly)).ShouldBe(1);
        host.Errors.ShouldHaveSingleItem().ShouldStartWith("Auth:Passwords:Cost must be");
    }

    [Fact]
    public async Task A_port_in_use_ends_it_with_a_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var environment = Development;
        environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        await using var host = HostProcess.Start(folder.FullName, environment);

        (await host.ExitAsync(Quickly)).ShouldBe(1);
        host.Errors.ShouldHaveSingleItem().ShouldMatch("^The service cannot listen: .*address already in use.* Set ASPNETCORE_URLS to ");
        host.Output.ShouldNotContain(line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_of_passwords_that_cannot_be_used_ends_it_with_a_sentence()
    {
        var environment = Development;
        environment["Auth__Passwords__BlocklistFile"] = Path.Combine(folder.FullName, "empty.txt");
        await File.WriteAllTextAsync(environment["Auth__Passwords__BlocklistFile"]!, "", TestContext.Current.CancellationToken);
        await using var host = HostProcess.Start(folder.FullName, environment);

        (await host.ExitAsync(Quickly)).ShouldBe(1);

        host.Errors.ShouldHaveSingleItem().ShouldStartWith("Auth:Passwords:BlocklistFile names the file ");
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_ends_it_with_a_sentence()
    {
        await File.WriteAllTextAsync(Data, "a file in its place", TestContext.Current.CancellationToken);
        await using var host = HostProcess.Start(folder.FullName, Development);

        (await host.ExitAsync(Quickly)).ShouldBe(1);
        host.Errors.ShouldHaveSingleItem().ShouldContain("Set Auth__DataDirectory to one that the service may write to.");
    }

    [Theory]
    [InlineData("migrat", 2)]
    [InlineData("--migrate", 2)]
    [InlineData("--migrate=now", 2)]
    [InlineData("--help", 0)]
    public async Task A_slip_in_the_command_starts_nothing(string argument, int exitCode)
    {
        await using var host = HostProcess.Start(folder.FullName, Development, argument);

        (await host.ExitAsync(Quickly)).ShouldBe(exitCode);
        host.Output.Concat(host.Errors).ShouldContain(line => line.TrimStart().StartsWith("migrate ", StringComparison.Ordinal));
        Directory.Exists(Data).ShouldBeFalse();
    }

    [Fact]
    public async Task The_embedded_database_lets_readers_and_the_writer_go_on_and_is_its_owners_alone()
    {
        await using (var host = await HostProcess.StartReadyAsync(folder.FullName, Development))
            (await host.StopAsync()).ShouldBe(0);

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "auth.db")}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe("wal");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Data).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task In_Production_an_absent_database_does_not_end_it()
    {
        await using var host = HostProcess.Start(folder.FullName, Production);

        var line = await host.SaysAsync("The database cannot be used");

        line.ShouldNotContain("zq7canary");
        await host.SaysAsync("Now listening");
        (await host.Client.SendAsync("GET", "/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Client.SendAsync("GET", "/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await host.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_master_key_that_does_not_fit_the_database_ends_it_with_a_sentence()
    {
        var environment = Development;
        environment["Auth__MasterKey"] = NewKey();
        await using (var host = await HostProcess.StartReadyAsync(folder.FullName, environment))
            (await host.StopAsync()).ShouldBe(0);

        environment["Auth__MasterKey"] = NewKey();
        await using var other = HostProcess.Start(folder.FullName, environment);

        (await other.ExitAsync(Quickly)).ShouldNotBe(0);
        other.Errors.ShouldHaveSingleItem().ShouldContain("Auth:MasterKey is not the one this database was set up with");
        other.Output.ShouldNotContain(line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_Development_with_nothing_set_a_newcomer_becomes_administrator_by_reading_the_console_only()
    {
        await using var host = await HostProcess.StartReadyAsync(folder.FullName, new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = "Development" });

        var code = (await host.SaysAsync("POST /api/v1/setup/administrator): ")).Split(": ")[^1];
        var tokens = await SignUpAsync(host, "newcomer");
        Authorize(host, tokens);
        await (await host.Client.SendAsync("GET", "/api/v1/users")).ShouldBeProblemAsync(403, "forbidden");
        await (await host.Client.PostAsJsonAsync("/api/v1/setup/administrator", new { setupCode = code }, TestContext.Current.CancellationToken)).ShouldBeAsync(200);
        await (await host.Client.SendAsync("GET", "/api/v1/users")).ShouldBeAsync(200);

        File.Exists(Path.Combine(folder.FullName, "data", "auth.db")).ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(folder.FullName, "data", "development-master-key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await host.StopAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restart_keeps_keys_and_people_also_after_a_kill(bool kill)
    {
        JsonElement tokens;
        await using (var first = await HostProcess.StartReadyAsync(folder.FullName, Development))
        {
            tokens = await SignUpAsync(first, "lasting");
            if (kill)
                await first.KillAsync();
            else
                (await first.StopAsync()).ShouldBe(0);
        }

        var key = await File.ReadAllTextAsync(KeyFile, TestContext.Current.CancellationToken);
        await using var again = await HostProcess.StartReadyAsync(folder.FullName, Development);
        Authorize(again, tokens);

        await (await again.Client.SendAsync("GET", "/api/v1/users/me")).ShouldBeAsync(200);
        await (await again.Client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = tokens.GetProperty("refreshToken").GetString() }, TestContext.Current.CancellationToken)).ShouldBeAsync(200);
        (await LoginAsync(again, "lasting", AuthApp.Password)).GetProperty("tokenType").GetString().ShouldBe("Bearer");
        (await File.ReadAllTextAsync(KeyFile, TestContext.Current.CancellationToken)).ShouldBe(key);
    }

    [Fact]
    public async Task The_configured_administrator_is_made_once_and_can_log_in()
    {
        var environment = Development;
        environment["Auth__Bootstrap__Username"] = "first.admin";
        environment["Auth__Bootstrap__Password"] = "zq7canary as a password";
        for (var start = 0; start < 2; start++)
        {
            await using var host = await HostProcess.StartReadyAsync(folder.FullName, environment);
            Authorize(host, await LoginAsync(host, "first.admin", "zq7canary as a password"));
            var members = await (await host.Client.SendAsync("GET", "/api/v1/users")).ShouldBeAsync(200);
            members.GetProperty("items").GetArrayLength().ShouldBe(1);
            (await host.StopAsync()).ShouldBe(0);
            host.Output.ShouldNotContain(line => line.Contains("zq7canary", StringComparison.Ordinal) || line.Contains("setup/administrator", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("first admin", "a good long password", "username", "Username must be")]
    [InlineData("first.admin", "short", "password", "Password must be 8 characters or more.")]
    [InlineData("first.admin", "password1", "password", "This password is widely known. Choose another.")]
    public async Task A_configured_administrator_that_cannot_be_made_ends_it_with_a_sentence(string username, string password, string field, string sentence)
    {
        var environment = Development;
        environment["Auth__Bootstrap__Username"] = username;
        environment["Auth__Bootstrap__Password"] = password;
        await using var host = HostProcess.Start(folder.FullName, environment);

        (await host.ExitAsync(Quickly)).ShouldNotBe(0, field);

        var line = host.Errors.ShouldHaveSingleItem();
        line.ShouldContain("Auth:Bootstrap");
        line.ShouldContain(sentence);
    }

    [Fact]
    public async Task Migrate_brings_the_tables_up_to_date_and_ends()
    {
        foreach (var sentence in new[] { "Applied: ", "The database is up to date." })
        {
            await using var host = HostProcess.Start(folder.FullName, Development, "migrate");
            (await host.ExitAsync()).ShouldBe(0, string.Join(Environment.NewLine, host.Errors));
            host.Output.ShouldContain(line => line.StartsWith(sentence, StringComparison.Ordinal));
            host.Output.ShouldNotContain(line => line.Contains("listening", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_audit_trail_is_verified_by_command_and_what_is_wrong_is_told()
    {
        string checkpoint;
        await using (var host = await HostProcess.StartReadyAsync(folder.FullName, Development))
        {
            await SignUpAsync(host, "recorded");
            checkpoint = (await host.SaysAsync("Audit checkpoint ")).Split(' ')[^1];
            await SignUpAsync(host, "lastly");
            await host.KillAsync();
        }

        (await VerifyAsync("audit", "verify", "--expect", checkpoint)).ShouldBe(0);
        (await VerifyAsync("audit", "verify", "--expect", $"1000000:{checkpoint.Split(':')[1]}")).ShouldBe(1);
        foreach (var misuse in new string[][] { ["audit"], ["audit", "verifi"], ["audit", "verify", "--expect"], ["audit", "verify", "--expect", "1:zq"], ["audit", "verify", "--from", "-1"] })
            (await VerifyAsync(misuse)).ShouldBe(2, string.Join(' ', misuse));

        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "auth.db")}"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new SqliteCommand("update audit_events set outcome = 'forbidden' where sequence = 1", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var verify = HostProcess.Start(folder.FullName, Development, "audit", "verify");
        (await verify.ExitAsync()).ShouldBe(1);
        verify.Errors.ShouldHaveSingleItem().ShouldStartWith("changed: place 1, line ");

        async Task<int> VerifyAsync(params string[] arguments)
        {
            await using var command = HostProcess.Start(folder.FullName, Development, arguments);
            return await command.ExitAsync();
        }
    }

    [Fact]
    public async Task Migrate_without_a_database_ends_with_a_sentence()
    {
        await using var host = HostProcess.Start(folder.FullName, Production, "migrate");

        (await host.ExitAsync()).ShouldNotBe(0);

        host.Errors.ShouldHaveSingleItem().ShouldNotContain("zq7canary");
    }

    /// <summary>What a process leaves behind that was killed while it migrated: EF's lock, which is a row.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_killed_while_it_migrated_does_not_block_the_next(bool beforeTheFirstTable)
    {
        if (!beforeTheFirstTable)
        {
            await using var earlier = HostProcess.Start(folder.FullName, Development, "migrate");
            (await earlier.ExitAsync()).ShouldBe(0);
        }

        Directory.CreateDirectory(Data);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "auth.db")}"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new SqliteCommand(
                """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-22 03:00:00+00:00');
                """,
                connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var host = await HostProcess.StartReadyAsync(folder.FullName, Development);
        await SignUpAsync(host, "unblocked");
    }

    [Fact]
    public async Task A_request_under_way_is_answered_when_it_is_asked_to_end()
    {
        await using var host = await HostProcess.StartReadyAsync(folder.FullName, Development);
        var body = JsonSerializer.SerializeToUtf8Bytes(Registration("under.way"));
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var head = $"POST /api/v1/auth/register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("HTTP/1.1 100 Continue", "the call has begun to read");
        await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        await host.TerminateAsync();
        await host.SaysAsync("Application is shutting down...");
        await stream.WriteAsync(body, TestContext.Current.CancellationToken);

        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("HTTP/1.1 201 Created");
        (await host.ExitAsync(Quickly)).ShouldBe(0);
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_word_on_where_it_listens_on_localhost_5080()
    {
        var environment = Development;
        environment["ASPNETCORE_URLS"] = null;
        await using var host = HostProcess.Start(folder.FullName, environment);

        // Where another process has the port already, it is the complaint that names it.
        await Eventually.BecomesTrueAsync("a word on port 5080", () => Task.FromResult(host.Output.Concat(host.Errors).Any(line => line.Contains(":5080", StringComparison.Ordinal))));
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));

    private static Dictionary<string, object> Registration(string username) => new()
    {
        ["username"] = username,
        ["password"] = AuthApp.Password,
        ["name"] = "홍길동",
        ["nickname"] = "길동",
        ["consentToPersonalData"] = true,
    };

    private static async Task<JsonElement> SignUpAsync(HostProcess host, string username)
    {
        await (await host.Client.PostAsJsonAsync("/api/v1/auth/register", Registration(username))).ShouldBeAsync(201);
        return await LoginAsync(host, username, AuthApp.Password);
    }

    private static async Task<JsonElement> LoginAsync(HostProcess host, string username, string password) =>
        await (await host.Client.PostAsJsonAsync("/api/v1/auth/login", new { username, password })).ShouldBeAsync(200);

    private static void Authorize(HostProcess host, JsonElement tokens) =>
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
}
