using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Auth.IntegrationTests.Databases;
using Auth.IntegrationTests.Edge;
using Auth.IntegrationTests.Operations;
using MySqlConnector;

namespace Auth.Benchmarks;

/// <summary>The service as it runs in Production, a process of its own, on a MariaDB with many members.</summary>
internal sealed partial class Service(DirectoryInfo home, TestMariaDb? server, Dictionary<string, string?> environment, HostProcess process) : IAsyncDisposable
{
    private const string ConnectionSetting = "ConnectionStrings__Auth";
    private const string PasswordSetting = "Auth__Bootstrap__Password";
    private const string Administrator = "administrator";
    private const string AntiforgeryField = "csrf";

    /// <summary>How many kinds of credentials <see cref="CredentialsAsync"/> gives.</summary>
    public const int Callers = 3;

    /// <summary>The host to measure in place of the one that was built beside this program: <c>./build.sh bench-load</c> names the published one.</summary>
    public static string? Program { get; } = Environment.GetEnvironmentVariable("AUTH_BENCHMARK_HOST");

    public int ProcessId => process.Id;

    public Uri Address => process.Client.BaseAddress!;

    /// <summary>The password of the administrator, and of those whom <see cref="LetInAsync"/> lets in.</summary>
    public string Password => environment[PasswordSetting]!;

    /// <summary>Where its tables are.</summary>
    public string ConnectionString => environment[ConnectionSetting]!;

    /// <summary>What the host is started with.</summary>
    public IReadOnlyDictionary<string, string?> Settings => environment;

    /// <summary>A client that is nobody's.</summary>
    public HttpClient Nobody => process.Client;

    /// <summary>On a server of its own, unless one is given for several of them.</summary>
    public static async Task<Service> StartAsync(int members, IReadOnlyDictionary<string, string?> settings, TestMariaDb? shared = null)
    {
        var mariaDb = shared ?? await TestMariaDb.StartAsync();
        var database = await NewDatabaseAsync(mariaDb, $"auth_benchmark_{members}");
        var folder = Directory.CreateTempSubdirectory("auth-benchmarks-");
        var environment = settings.Concat(new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            [ConnectionSetting] = database,
            ["Auth__MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Auth__Bootstrap__Username"] = Administrator,
            [PasswordSetting] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
        }).DistinctBy(setting => setting.Key).ToDictionary();
        var host = await HostProcess.StartReadyAsync(folder.FullName, environment, Program);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Making {members:N0} members."));
        await Members.MakeAsync(database, members);
        return new Service(folder, shared is null ? mariaDb : null, environment, host);
    }

    /// <summary>Another node on the same database, with other settings.</summary>
    public Task<HostProcess> StartTwinAsync(IReadOnlyDictionary<string, string?> settings) =>
        HostProcess.StartReadyAsync(home.FullName, environment.Where(e => !settings.ContainsKey(e.Key)).Concat(settings).ToDictionary(), Program);

    /// <summary>The same node once more, not awaited.</summary>
    public HostProcess StartAnother() => HostProcess.Start(home.FullName, environment, Program, []);

    /// <summary>Gives that many of the members the administrator's password and answers their usernames.</summary>
    public async Task<string[]> LetInAsync(int count)
    {
        await using var connection = new MySqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var copy = new MySqlCommand(
            """
            INSERT INTO credentials (user_id, scheme, cost, pepper_id, hash, changed_at, version)
            SELECT u.id, c.scheme, c.cost, c.pepper_id, c.hash, c.changed_at, 0
            FROM (SELECT id FROM users WHERE role = 'member' AND status = 'active' ORDER BY id LIMIT @count) u, credentials c JOIN users a ON a.id = c.user_id AND a.username = @administrator;
            SELECT u.username FROM users u JOIN credentials c ON c.user_id = u.id WHERE u.username <> @administrator
            """,
            connection);
        copy.Parameters.AddWithValue("@count", count);
        copy.Parameters.AddWithValue("@administrator", Administrator);
        List<string> usernames = [];
        await using var reader = await copy.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            usernames.Add(reader.GetString(0));
        return [.. usernames];
    }

    /// <summary>An access token of the administrator's.</summary>
    public async Task<string> TokenAsync()
    {
        using var client = await AdministratorAsync();
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    /// <summary>A client that sends the administrator's access token.</summary>
    public async Task<HttpClient> AdministratorAsync()
    {
        var client = new HttpClient { BaseAddress = Nobody.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await LogInAsync()).GetProperty("accessToken").GetString());
        return client;
    }

    /// <summary>The tokens of one more session of the administrator.</summary>
    public async Task<JsonElement> LogInAsync()
    {
        using var login = await Nobody.PostAsJsonAsync("/api/v1/auth/login", new { username = Administrator, password = Password });
        return await login.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The headers that nobody sends, the administrator with a token, and the administrator's browser.</summary>
    public async Task<string[][]> CredentialsAsync()
    {
        using var bearer = await AdministratorAsync();
        var cookies = new CookieContainer();
        using var browser = await BrowserAsync(cookies);
        var account = await browser.GetStringAsync(new Uri("/account", UriKind.Relative));
        return
        [
            [],
            [$"Authorization: {bearer.DefaultRequestHeaders.Authorization}"],
            [$"Cookie: {string.Join("; ", cookies.GetAllCookies().Select(c => $"{c.Name}={c.Value}"))}", $"X-CSRF-Token: {Antiforgery().Match(account).Groups["token"].Value}"],
        ];
    }

    /// <summary>Whether all of the credentials still let in whom they are of.</summary>
    public async Task<bool> AreGoodAsync(string[][] credentials)
    {
        foreach (var one in credentials.Skip(1))
        {
            if ((await RawHttp.SendAsync(Nobody, "GET /api/v1/users/me HTTP/1.1", one)).Status != 200)
                return false;
        }

        return true;
    }

    /// <summary>A browser in which the administrator has logged in.</summary>
    public async Task<HttpClient> BrowserAsync(CookieContainer? cookies = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = Nobody.BaseAddress };
        var page = await client.GetStringAsync(new Uri("/login", UriKind.Relative));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["username"] = Administrator,
            ["password"] = Password,
            [AntiforgeryField] = Antiforgery().Match(page).Groups["token"].Value,
        });
        using var login = await client.PostAsync(new Uri("/login", UriKind.Relative), form);
        return login.EnsureSuccessStatusCode().RequestMessage!.RequestUri!.AbsolutePath != "/login" ? client
            : throw new InvalidOperationException("The administrator cannot log in by the page.");
    }

    [GeneratedRegex($"name=\"{AntiforgeryField}\"[^>]* value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Antiforgery();

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
        home.Delete(recursive: true);
    }

    private static async Task<string> NewDatabaseAsync(TestMariaDb mariaDb, string name)
    {
        await using var connection = new MySqlConnection(mariaDb.ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand($"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new MySqlConnectionStringBuilder(mariaDb.ConnectionString) { Database = name }.ConnectionString;
    }
}
