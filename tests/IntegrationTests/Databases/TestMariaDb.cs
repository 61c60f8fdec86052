using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
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

        if (LocalServer.IsInstalled)
        {
            return new LocalServer();
        }

        throw new InvalidOperationException(
            "The tests need MariaDB: start Docker, install mariadb-server, or set AUTH_TEST_MARIADB to a server's connection string.");
    }

    // Chosen here and not by the engine, which would give another one at the next start.
    private static ushort FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (ushort)((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string NewPassword() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private interface IServer : IAsyncDisposable
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
            .WithPortBinding(FreePort(), MariaDbBuilder.MariaDbPort)
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

    private sealed class LocalServer : IServer
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-mariadb-");
        private readonly ushort port = FreePort();
        private readonly string password = NewPassword();
        private Process? process;

        public static bool IsInstalled => Find("mariadbd") is not null;

        public string ConnectionString =>
            string.Create(CultureInfo.InvariantCulture, $"Server=127.0.0.1;Port={port};Uid=root;Pwd={password}");

        private string Data => Path.Combine(folder.FullName, "data");

        private string Log => Path.Combine(folder.FullName, "log");

        public async Task StartAsync()
        {
            if (!Directory.Exists(Data))
            {
                await InstallAsync();
            }

            process = Run("mariadbd",
                $"--datadir={Data}", $"--log-error={Log}", $"--init-file={folder.FullName}/init.sql",
                $"--socket={folder.FullName}/socket", $"--pid-file={folder.FullName}/pid",
                "--bind-address=127.0.0.1", $"--port={port}", "--skip-name-resolve");
            for (var wait = Stopwatch.StartNew(); ; await Task.Delay(100))
            {
                try
                {
                    await using var connection = new MySqlConnection(ConnectionString);
                    await connection.OpenAsync();
                    return;
                }
                catch (MySqlException) when (!process.HasExited && wait.Elapsed < TimeSpan.FromSeconds(60))
                {
                    // Not ready yet.
                }
                catch (MySqlException unreachable)
                {
                    var log = await File.ReadAllLinesAsync(Log);
                    throw new InvalidOperationException($"mariadbd does not start: {log.LastOrDefault()}", unreachable);
                }
            }
        }

        public async Task StopAsync(bool kill)
        {
            if (kill)
            {
                process!.Kill();
            }
            else
            {
                await using var connection = new MySqlConnection(ConnectionString);
                await connection.OpenAsync();
                await using var shutdown = new MySqlCommand("shutdown", connection);
                await shutdown.ExecuteNonQueryAsync();
            }

            await process!.WaitForExitAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (process is { HasExited: false })
            {
                await StopAsync(kill: true);
            }

            process?.Dispose();
            folder.Delete(recursive: true);
        }

        private async Task InstallAsync()
        {
            using var install = Run("mariadb-install-db",
                $"--datadir={Data}", "--skip-test-db", "--auth-root-authentication-method=normal");
            await install.WaitForExitAsync();
            if (install.ExitCode != 0)
            {
                throw new InvalidOperationException($"mariadb-install-db fails with {install.ExitCode}.");
            }

            await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "init.sql"),
            [
                "create user if not exists root@'127.0.0.1';",
                $"alter user root@'127.0.0.1' identified by '{password}';",
                "grant all on *.* to root@'127.0.0.1' with grant option;",
            ]);
        }

        private static Process Run(string program, params string[] arguments)
        {
            // MariaDB refuses to run as root unless it is told to.
            string[] user = Environment.IsPrivilegedProcess ? ["--user=root"] : [];
            var start = new ProcessStartInfo(Find(program) ?? program, ["--no-defaults", .. arguments, .. user])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            var started = Process.Start(start)!;
            started.BeginOutputReadLine();
            started.BeginErrorReadLine();
            return started;
        }

        // Debian keeps servers where only root's PATH looks.
        private static string? Find(string program) =>
            $"{Environment.GetEnvironmentVariable("PATH")}{Path.PathSeparator}/usr/sbin".Split(Path.PathSeparator)
                .Select(directory => Path.Combine(directory, program))
                .FirstOrDefault(File.Exists);
    }
}
