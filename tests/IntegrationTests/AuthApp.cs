using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Auth.Application.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests.Databases;
using Auth.IntegrationTests.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MySqlConnector;

[assembly: AssemblyFixture(typeof(Auth.IntegrationTests.AuthApp))]

namespace Auth.IntegrationTests;

/// <summary>
/// The one harness: hosts the app once on a real database, speaks to it over HTTP, and offers what a test wants to say: register, log in, advance the clock.
/// The engine is <c>mariadb</c>, or <c>sqlite</c> where AUTH_TEST_DATABASE says so.
/// </summary>
public sealed class AuthApp : IAsyncLifetime
{
    public const string Password = "correct horse battery staple";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");
    private TestMariaDb? mariaDb;
    private int names;

    public static bool UsesMariaDb => Environment.GetEnvironmentVariable("AUTH_TEST_DATABASE") != "sqlite";

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 3, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string> Settings { get; } = new()
    {
        ["Auth:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length)),
        ["Auth:Passwords:Cost"] = "4",
        ["Auth:Throttling:AnonymousRequestsPerMinute"] = "1000000",
        ["Auth:Throttling:SignedInRequestsPerMinute"] = "1000000",
    };

    public AuthHost Host { get; private set; } = null!;

    /// <summary>Nobody's client: it sends no token.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>The server with the right to create databases. Only where <see cref="UsesMariaDb"/>.</summary>
    public TestMariaDb MariaDb => mariaDb ?? throw new InvalidOperationException("This run is on SQLite; give the test the trait Database=MariaDb.");

    public async ValueTask InitializeAsync()
    {
        Settings["Auth:DataDirectory"] = folder.FullName;
        if (UsesMariaDb)
        {
            mariaDb = await TestMariaDb.StartAsync();
            Settings["ConnectionStrings:Auth"] = await NewDatabaseAsync();
        }
        else
        {
            Settings["Auth:EmbeddedDatabase"] = "true";
        }

        Host = new AuthHost(Settings, Clock);
        Client = await Host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
            await Host.DisposeAsync();
        if (mariaDb is not null)
            await mariaDb.DisposeAsync();
        folder.Delete(recursive: true);
        LogScan.OfTheRun.ShouldHaveFoundNothing();
    }

    /// <summary>An empty MariaDB database of its own; answers the connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"auth_test_{Guid.NewGuid():N}";
        await using var connection = new MySqlConnection(MariaDb.ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new MySqlConnectionStringBuilder(MariaDb.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Forgets all people, events and counts; the signing keys stay.</summary>
    public Task ResetAsync() => WithDatabaseAsync(async db =>
    {
        await db.Users.ExecuteDeleteAsync();
        await db.AuditEvents.ExecuteDeleteAsync();
        await db.AuditCheckpoints.ExecuteDeleteAsync();
        await db.AttemptCounts.ExecuteDeleteAsync();
    });

    public async Task WithDatabaseAsync(Func<AuthDbContext, Task> work)
    {
        await using var db = Host.Services.GetRequiredService<AuthDbContextFactory>().Create();
        await work(db);
    }

    public async Task<T> QueryAsync<T>(Func<AuthDbContext, Task<T>> query)
    {
        await using var db = Host.Services.GetRequiredService<AuthDbContextFactory>().Create();
        return await query(db);
    }

    /// <summary>Lets time pass, and the keys notice.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        await Host.Services.GetRequiredService<KeyUpkeep>().RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The body of a registration that succeeds, under a name of its own.</summary>
    public Dictionary<string, object?> Registration(string? username = null) => new()
    {
        ["username"] = username ?? $"member{Interlocked.Increment(ref names)}",
        ["password"] = Password,
        ["name"] = "홍길동",
        ["nickname"] = "길동",
        ["consentToPersonalData"] = true,
    };

    /// <summary>The same with every optional detail and the consent to them.</summary>
    public Dictionary<string, object?> FullRegistration(string? username = null)
    {
        var body = Registration(username);
        body["consentToOptionalData"] = true;
        body["email"] = $"{body["username"]}@example.com";
        body["introduction"] = "반갑습니다.\nNice to meet you.";
        body["phone"] = "010-1234-5678";
        body["birthDate"] = "1998-03-07";
        body["gender"] = "female";
        return body;
    }

    public Task<HttpResponseMessage> RegisterAsync(object body) => Client.PostAsJsonAsync("/api/v1/auth/register", body);

    public Task<HttpResponseMessage> LoginAsync(string username, string password = Password) => LoginAsync(Client, username, password);

    public static Task<HttpResponseMessage> LoginAsync(HttpClient client, string username, string password = Password) =>
        client.PostAsJsonAsync("/api/v1/auth/login", new { username, password });

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken) => Client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken });

    /// <summary>Somebody who has registered and is logged in.</summary>
    public async Task<Member> NewMemberAsync(Dictionary<string, object?>? registration = null)
    {
        var body = registration ?? Registration();
        var user = await (await RegisterAsync(body)).ShouldBeAsync(201);
        return await LogInAsync(user.GetProperty("id").GetGuid(), (string)body["username"]!);
    }

    /// <summary>A member who has been made an administrator.</summary>
    public async Task<Member> NewAdministratorAsync()
    {
        var member = await NewMemberAsync();
        await WithDatabaseAsync(db => db.Users.Where(u => u.Id == member.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Role, Role.Admin)));
        return member;
    }

    /// <summary>Withdraws somebody by their own will.</summary>
    public static Task<HttpResponseMessage> WithdrawAsync(Member member, string password = Password) =>
        member.Client.CallAsync("DELETE /api/v1/users/me", new { currentPassword = password });

    /// <summary>What an administrator changes of somebody, such as <c>new { status = "suspended" }</c>.</summary>
    public static Task<HttpResponseMessage> ChangeAsync(Member administrator, Guid id, object change) =>
        administrator.Client.CallAsync($"PATCH /api/v1/users/{id}", change);

    /// <summary>A stranger elsewhere: nobody's client with an address of its own (of 127.0.0.0/8) and a user agent.</summary>
    public HttpClient ClientFrom(string address, string userAgent = "elsewhere")
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (connect, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(IPAddress.Loopback, connect.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler) { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Add("User-Agent", userAgent);
        return client;
    }

    /// <summary>One more host on the same database and clock: another node, or this one after a restart. The given settings count over the common ones.</summary>
    public AuthHost NewHost(params ReadOnlySpan<(string Setting, string Value)> changes)
    {
        var settings = new Dictionary<string, string>(Settings);
        foreach (var (setting, value) in changes)
            settings[setting] = value;
        return new AuthHost(settings, Clock);
    }

    /// <summary>One more session of somebody who is registered.</summary>
    public Task<Member> LogInAgainAsync(Member member) => LogInAsync(member.Id, member.Username);

    private async Task<Member> LogInAsync(Guid id, string username)
    {
        var tokens = await (await LoginAsync(username)).ShouldBeAsync(200);
        var client = Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
        return new Member(
            id,
            username,
            tokens.GetProperty("accessToken").GetString()!,
            tokens.GetProperty("refreshToken").GetString()!,
            tokens.GetProperty("sessionId").GetGuid(),
            client);
    }
}

/// <summary>Somebody logged in: <see cref="Client"/> sends their access token.</summary>
public sealed record Member(Guid Id, string Username, string AccessToken, string RefreshToken, Guid SessionId, HttpClient Client)
{
    public UserId UserId => new(Id);

    public Identity Identity => new(UserId, new SessionId(SessionId), KeyId);

    /// <summary>The key that signed the access token.</summary>
    public string KeyId => Jwt.Read(AccessToken).Header.Text("kid")!;
}

/// <summary>Base of the tests: each begins without people, events or counts.</summary>
public abstract class AuthTest(AuthApp app) : IAsyncLifetime
{
    protected AuthApp App { get; } = app;

    public async ValueTask InitializeAsync() => await App.ResetAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public static class Times
{
    /// <summary>As the Korean pages show an instant, in the zone that the settings begin with.</summary>
    public static string Shown(this DateTimeOffset at) => InKorea(at).ToString($"yyyy. M. d. '{(InKorea(at).Hour < 12 ? "오전" : "오후")}' h:mm", CultureInfo.InvariantCulture);

    public static string ShownDate(this DateTimeOffset at) => InKorea(at).ToString("yyyy년 M월 d일", CultureInfo.InvariantCulture);

    private static DateTimeOffset InKorea(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(9));
}

public static class Requests
{
    /// <summary>A call as the contract writes it, such as <c>PATCH /api/v1/users/me</c>, with a JSON body where one is given.</summary>
    public static async Task<HttpResponseMessage> CallAsync(this HttpClient client, string call, object? body = null)
    {
        var space = call.IndexOf(' ', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(call[..space]), call[(space + 1)..]);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await client.SendAsync(request);
    }

    public static void ShouldHaveFoundNothing(this LogScan scan) => scan.Leaks().ShouldBeEmpty("what some host of this run logged holds a secret or an address");

    public static async Task<HttpResponseMessage> WithTokenAsync(this HttpClient client, string call, string accessToken)
    {
        var space = call.IndexOf(' ', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(call[..space]), call[(space + 1)..]);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await client.SendAsync(request);
    }

    /// <summary>The ids of the keys that anybody can verify tokens with.</summary>
    public static async Task<IReadOnlyList<string>> PublishedKeysAsync(this HttpClient client) =>
        [.. (await (await client.CallAsync("GET /.well-known/jwks.json")).ShouldBeAsync(200)).GetProperty("keys").EnumerateArray().Select(k => k.Text("kid")!)];

    public static Task<string> TextAsync(this HttpResponseMessage response) => response.Content.ReadAsStringAsync();
}

public static class Expectations
{
    /// <summary>Expects a status and answers the JSON body; an undefined element where there is none.</summary>
    public static async Task<JsonElement> ShouldBeAsync(this HttpResponseMessage response, int status)
    {
        var body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, body);
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }

    /// <summary>The text of a JSON field; null where it is null.</summary>
    public static string? Text(this JsonElement json, string field) => json.GetProperty(field).GetString();

    /// <summary>Expects problem details with a status and code, and answers them.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        var problem = await response.ShouldBeAsync(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("traceId").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }

    /// <summary>Expects <c>validation_failed</c> naming exactly these fields.</summary>
    public static async Task ShouldRefuseFieldsAsync(this HttpResponseMessage response, params string[] fields)
    {
        var problem = await response.ShouldBeProblemAsync(400, "validation_failed");
        problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).ShouldBe(fields, ignoreOrder: true);
    }
}
