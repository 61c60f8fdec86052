using System.Net.Http.Headers;
using System.Security.Cryptography;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Operations;

[assembly: AssemblyFixture(typeof(Auth.ClusterTests.Deployment))]

namespace Auth.ClusterTests;

/// <summary>The cluster and the services on it, as an operator runs them: real processes, one key, one database.</summary>
public sealed class Deployment : IAsyncLifetime
{
    public const string Password = AuthApp.Password;

    /// <summary>Longer than any answer may take, so that a test sees how long it took.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");
    private readonly string masterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));
    private readonly List<HostProcess> hosts = [];
    private int names;

    public GaleraCluster Cluster { get; private set; } = null!;

    /// <summary>A service for each node, which knows that one alone.</summary>
    internal IReadOnlyList<HostProcess> OfOneNode { get; private set; } = [];

    /// <summary>Three services that know all nodes.</summary>
    internal IReadOnlyList<HostProcess> OfAllNodes { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var host in hosts)
                await host.DisposeAsync();
        }
        finally
        {
            if (Cluster is not null)
                await Cluster.DisposeAsync();
            folder.Delete(recursive: true);
        }

        LogScan.OfTheRun.Meet("a password", AuthApp.Password);
        LogScan.OfTheRun.ShouldHaveFoundNothing();
    }

    /// <summary>A further service, or one of its commands; ended with the others.</summary>
    internal HostProcess Start(string connectionString, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__Auth"] = connectionString,
            ["Auth__MasterKey"] = masterKey,
            ["Auth__DataDirectory"] = folder.FullName,
            ["Auth__Passwords__Cost"] = "4",
            ["Auth__Throttling__AnonymousRequestsPerMinute"] = "1000000",
            ["Auth__Throttling__SignedInRequestsPerMinute"] = "1000000",
            ["Auth__Throttling__RegistrationsPerNetwork"] = "1000000",
            ["Auth__Throttling__TakenAnswers"] = "1000000",
        };
        var host = HostProcess.Start(folder.FullName, environment, arguments);
        host.Client.Timeout = Patience;
        hosts.Add(host);
        return host;
    }

    public string NewName() => $"member{Interlocked.Increment(ref names)}";

    internal static Task<HttpResponseMessage> RegisterAsync(HostProcess host, string username) => host.Client.CallAsync(
        "POST /api/v1/auth/register", new { username, password = Password, name = "홍길동", nickname = "길동", consentToPersonalData = true });

    internal static Task<HttpResponseMessage> LoginAsync(HostProcess host, string username, string password = Password) =>
        host.Client.CallAsync("POST /api/v1/auth/login", new { username, password });

    internal static Task<HttpResponseMessage> RefreshAsync(HostProcess host, string refreshToken) =>
        host.Client.CallAsync("POST /api/v1/auth/refresh", new { refreshToken });

    internal static async Task<HttpResponseMessage> AsAsync(HostProcess host, string accessToken, string call, object? body = null)
    {
        var space = call.IndexOf(' ', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(call[..space]), call[(space + 1)..]);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        if (body is not null)
            request.Content = System.Net.Http.Json.JsonContent.Create(body);
        return await host.Client.SendAsync(request);
    }

    /// <summary>Somebody who has registered and is logged in.</summary>
    internal async Task<SignedIn> NewMemberAsync(HostProcess host)
    {
        var username = NewName();
        var user = await (await RegisterAsync(host, username)).ShouldBeAsync(201);
        var tokens = await (await LoginAsync(host, username)).ShouldBeAsync(200);
        return new SignedIn(user.GetProperty("id").GetGuid(), username, tokens.Text("accessToken")!, tokens.Text("refreshToken")!);
    }

    public async Task MakeAdministratorAsync(Guid id) =>
        await Cluster.AskAsync(1, $"UPDATE auth.users SET role = 'admin' WHERE id = UNHEX('{id:N}')");

    private async Task StartAsync()
    {
        Cluster = await GaleraCluster.StartAsync();
        OfAllNodes = [.. GaleraCluster.Nodes.Select(_ => Start(Cluster.ConnectionString))];
        await Task.WhenAll(OfAllNodes.Select(host => host.SaysAsync("Ready.")));
        // After the tables are there: a service that knows one node alone cannot know who else changes them.
        OfOneNode = [.. GaleraCluster.Nodes.Select(node => Start(Cluster.ConnectionStringOf(node)))];
        await Task.WhenAll(OfOneNode.Select(host => host.SaysAsync("Ready.")));
        foreach (var host in hosts)
            await NewMemberAsync(host); // What each does once only is not what the tests measure.
    }
}

internal sealed record SignedIn(Guid Id, string Username, string AccessToken, string RefreshToken);
