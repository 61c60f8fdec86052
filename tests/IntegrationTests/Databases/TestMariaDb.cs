using System.Security.Cryptography;
using DotNet.Testcontainers.Configurations;
using Microsoft.Extensions.Logging.Abstractions;
using MySqlConnector;
using Testcontainers.MariaDb;

namespace Auth.IntegrationTests.Databases;

/// <summary>
/// A real MariaDB for the tests: the server that AUTH_TEST_MARIADB names, else a container, else a
/// <c>mariadbd</c> of this machine. Never another engine.
/// </summary>
public sealed class TestMariaDb : IAsyncDisposable
{
    private readonly IServer server = Choose();

    private TestMariaDb()
    {
    }

    /// <summary>For a user with the right to create databases; stays the same when the server is stopped and started.</summary>
    public string ConnectionString => server.ConnectionString;

    public static async Task<TestMariaDb> StartAsync()
    {
        var database = new TestMariaDb();
        try
        {
            await database.StartServerAsync();
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server in order, or kills it as a power cut would. What it had committed stays.</summary>
    public Task StopServerAsync(bool kill = false) => server.StopAsync(kill);

    /// <summary>Brings the stopped server back, on the same port and with the same data.</summary>
    public Task StartServerAsync() => server.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static IServer Choose()
    {
        if (Environment.GetEnvironmentVariable("AUTH_TEST_MARIADB") is { Length: > 0 } connectionString)
        {
            return new ForeignServer(connectionString);
        }

        if (TestcontainersSettings.OS.DockerEndpointAuthConfig is not null)
        {
            return new ContainerServer(Environment.GetEnvironmentVariable("AUTH_TEST_MARIADB_IMAGE") ?? "mariadb:10.11");
        }

        if (LocalMariaDb.IsInstalled)
        {
            return new LocalMariaDb();
        }

        throw new InvalidOperationException(
            "The tests need MariaDB: start Docker, install mariadb-server, or set AUTH_TEST_MARIADB to a server's connection string.");
    }

    internal static string NewPassword() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    internal interface IServer : IAsyncDisposable
    {
        string ConnectionString { get; }

        Task StartAsync();

        Task StopAsync(bool kill);
    }

    private sealed class ForeignServer(string connectionString) : IServer
    {
        private const string NotOurs = "The server that AUTH_TEST_MARIADB names is not the tests' own to stop: unset it to run this test.";

        private bool started;

        public string ConnectionString => connectionString;

        public async Task StartAsync()
        {
            if (started)
            {
                throw new InvalidOperationException(NotOurs);
            }

            await using var connection = new MySqlConnection(connectionString);
            await connection.OpenAsync();
            started = true;
        }

        public Task StopAsync(bool kill) => throw new InvalidOperationException(NotOurs);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class ContainerServer(string image) : IServer
    {
        private readonly MariaDbContainer container = new MariaDbBuilder(image)
            .WithUsername("root")
            .WithPassword(NewPassword())
            .WithPortBinding(FreePorts.Next(), MariaDbBuilder.MariaDbPort) // The engine would give another one at the next start.
            .WithLogger(NullLogger.Instance)
            .Build();

        public string ConnectionString => container.GetConnectionString();

        public Task StartAsync() => container.StartAsync();

        public async Task StopAsync(bool kill)
        {
            if (kill)
            {
                var endpoint = TestcontainersSettings.OS.DockerEndpointAuthConfig;
                using var docker = endpoint.GetDockerClientBuilder(Guid.NewGuid()).Build();
                await docker.Containers.KillContainerAsync(container.Id, new());
            }

            await container.StopAsync();
        }

        public ValueTask DisposeAsync() => container.DisposeAsync();
    }
}
