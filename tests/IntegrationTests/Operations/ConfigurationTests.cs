using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Auth.IntegrationTests.Operations;

/// <summary>The process brings its own database, so one of the two runs is enough.</summary>
[Trait("Database", "Own")]
public sealed partial class ConfigurationTests : IDisposable
{
    private const string Canary = "zq7canary";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");

    private Dictionary<string, string?> Embedded => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Auth__EmbeddedDatabase"] = "true",
        ["Auth__DataDirectory"] = Path.Combine(folder.FullName, "kept"),
    };

    private string SecretsDirectory => Path.Combine(folder.FullName, "secrets");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_of_the_secrets_directory_is_a_setting_and_counts_over_the_environment()
    {
        Directory.CreateDirectory(SecretsDirectory);
        await File.WriteAllTextAsync(Path.Combine(SecretsDirectory, "Auth__MasterKey"), $"{NewKey()}\r\n", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(SecretsDirectory, "Auth__DataDirectory"), "/nowhere", Cancellation);
        var settings = Embedded;
        settings["Auth__SecretsDirectory"] = SecretsDirectory;
        settings["Auth__MasterKey"] = "no key at all";

        var (code, output, _) = await RunAsync(settings, "migrate");

        output.ShouldHaveSingleItem().ShouldStartWith("Applied: ");
        code.ShouldBe(0);
    }

    [Fact]
    public async Task Without_the_secrets_directory_that_is_named_it_ends_with_a_sentence()
    {
        var settings = Embedded;
        settings["Auth__SecretsDirectory"] = SecretsDirectory;

        var (code, _, errors) = await RunAsync(settings);

        errors.ShouldHaveSingleItem().ShouldStartWith("Auth:SecretsDirectory names a directory that is not there (");
        code.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_there_but_cannot_be_read_is_not_told_as_missing()
    {
        Directory.CreateDirectory(Path.Combine(SecretsDirectory, "Auth__MasterKey")); // Unreadable for root as well.
        var settings = Embedded;
        settings["Auth__SecretsDirectory"] = SecretsDirectory;

        var (code, _, errors) = await RunAsync(settings, "migrate");

        errors.ShouldHaveSingleItem().ShouldStartWith("Auth:MasterKey cannot be read from its file (");
        code.ShouldBe(1);
    }

    [Fact]
    public async Task Each_name_that_is_no_setting_is_a_sentence()
    {
        var settings = Embedded;
        settings["Auth__MasterKey"] = NewKey();
        settings["Auth__Passwords__Csot"] = "12";
        settings["Auth__Pages__ServiceName__0"] = "Auth";
        settings["Auth__CorsOrigins"] = "https://app.example.com";
        settings["AUTH"] = "nothing of ours";

        var (code, _, errors) = await RunAsync(settings);

        errors.Select(e => e.Split(" is no setting.")[0]).ShouldBe(["Auth:Passwords:Csot", "Auth:Pages:ServiceName:0", "Auth:CorsOrigins"], ignoreOrder: true);
        code.ShouldBe(1);
    }

    [Fact]
    public async Task Config_check_prints_every_documented_setting_and_no_secret()
    {
        var settings = Embedded;
        settings["Auth__MasterKey"] = NewKey();
        settings["Auth__Bootstrap__Password"] = Canary;
        settings["ConnectionStrings__Auth"] = $"Server=db.example.com;Database=auth;User ID=auth;Password=ab;cd={Canary};SslKey={Canary}";
        settings["Auth__Passwords__Cost"] = "11";
        settings["Auth__Proxies"] = "10.0.0.1";

        var (code, output, errors) = await RunAsync(settings, "config", "check");

        output.ShouldContain("Auth__Passwords__Cost=11");
        output.ShouldContain("Auth__Passwords__QueueLength=128  (default)");
        output.ShouldContain("Auth__FormerMasterKey  (not set)");
        output.ShouldContain("Auth__MasterKey=(hidden)");
        output.ShouldContain("Auth__Proxies=10.0.0.1");
        output.ShouldContain(line => line.StartsWith("ConnectionStrings__Auth=", StringComparison.Ordinal) && line.Contains("db.example.com") && line.Contains("password=(hidden)") && line.EndsWith("cd=(hidden);sslkey=(hidden)", StringComparison.Ordinal));
        output.ShouldNotContain(line => line.Contains(Canary) || line.Contains(settings["Auth__MasterKey"]!));
        output.Select(line => line.Split('=', ' ')[0]).Where(name => SettingName().IsMatch(name)).Order().ShouldBe(SettingsOfTheDocumentation());
    }

    [Fact]
    public async Task Config_check_says_what_is_missing_and_what_is_unknown_and_prints_the_rest()
    {
        var settings = Embedded;
        settings["Auth__Passwords__Csot"] = "12";

        var (code, output, errors) = await RunAsync(settings, "config", "check");

        errors.Select(e => e.Split(". ")[0]).ShouldBe(["Auth:Passwords:Csot is no setting", "Auth:MasterKey is missing"]);
        output.ShouldContain("Auth__MasterKey  (not set)");
        output.ShouldContain("Auth__EmbeddedDatabase=true");
        code.ShouldBe(1);
    }

    [Fact]
    public async Task Health_tells_by_its_exit_code_whether_the_service_is_ready()
    {
        var address = HostProcess.FreeAddress();
        var settings = Embedded;
        settings["Auth__MasterKey"] = NewKey();
        settings["AllowedHosts"] = "*.example.com;localhost";
        settings["ASPNETCORE_URLS"] = $"http://0.0.0.0:{address.Port}";

        var (good, _, _) = await RunAsync(settings, "config", "check");
        var (before, _, refused) = await RunAsync(settings, "health");
        await using var host = await HostProcess.StartReadyAsync(folder.FullName, settings);
        var (during, _, errors) = await RunAsync(settings, "health");

        good.ShouldBe(0);
        before.ShouldBe(1);
        refused.ShouldHaveSingleItem().ShouldStartWith("The service does not answer (");
        errors.ShouldBeEmpty();
        during.ShouldBe(0);
    }

    [Fact]
    public async Task Health_is_bad_while_the_database_is_away()
    {
        var settings = Embedded;
        settings["Auth__MasterKey"] = NewKey();
        settings["ConnectionStrings__Auth"] = "Server=127.0.0.1;Port=1;Database=auth;User ID=auth";
        settings["ASPNETCORE_URLS"] = HostProcess.FreeAddress().ToString();
        await using var host = HostProcess.Start(folder.FullName, settings);
        await host.SaysAsync("Now listening");

        var (code, _, errors) = await RunAsync(settings, "health");

        errors.ShouldBe(["The service is not ready (503)."]);
        code.ShouldBe(1);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static IEnumerable<string> SettingsOfTheDocumentation()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "docs", "operations.md")))
            root = root.Parent!;
        return from line in File.ReadLines(Path.Combine(root.FullName, "docs", "operations.md"))
               where line.StartsWith("| `", StringComparison.Ordinal)
               let name = line.Split('`')[1].Replace("__0", "", StringComparison.Ordinal)
               where SettingName().IsMatch(name)
               orderby name
               select name;
    }

    private async Task<(int Code, IReadOnlyCollection<string> Output, IReadOnlyCollection<string> Errors)> RunAsync(Dictionary<string, string?> settings, params string[] words)
    {
        await using var process = HostProcess.Start(folder.FullName, settings, words);
        return (await process.ExitAsync(), process.Output, process.Errors);
    }

    [GeneratedRegex("^(ASPNETCORE_[A-Z]+|AllowedHosts|ConnectionStrings__Auth|Auth__[A-Za-z_]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingName();
}
