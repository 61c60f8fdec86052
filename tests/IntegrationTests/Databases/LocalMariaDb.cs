using System.Diagnostics;
using System.Globalization;
using MySqlConnector;

namespace Auth.IntegrationTests.Databases;

/// <summary>A <c>mariadbd</c> of this machine as a process of the tests' own, with a data directory of its own, made in <paramref name="home"/> where one is given.</summary>
internal sealed class LocalMariaDb(DirectoryInfo? home = null, params string[] options) : TestMariaDb.IServer
{
    private readonly DirectoryInfo folder = home ?? Directory.CreateTempSubdirectory("auth-mariadb-");
    private readonly string password = TestMariaDb.NewPassword();
    private Process? process;

    public static bool IsInstalled => Find("mariadbd") is not null;

    public int Port { get; } = FreePorts.Next();

    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"Server=127.0.0.1;Port={Port};Uid=root;Pwd={password}");

    private string Data => Path.Combine(folder.FullName, "data");

    private string Log => Path.Combine(folder.FullName, "log");

    public async Task StartAsync()
    {
        if (!Directory.Exists(Data))
        {
            await InstallAsync();
        }

        process = Run("mariadbd",
        [
            $"--datadir={Data}", $"--tmpdir={folder.FullName}", $"--log-error={Log}", $"--init-file={folder.FullName}/init.sql",
            $"--socket={folder.FullName}/socket", $"--pid-file={folder.FullName}/pid",
            "--bind-address=127.0.0.1", $"--port={Port}", "--skip-name-resolve", .. options,
        ]);
        for (var wait = Stopwatch.StartNew(); ; await Task.Delay(20))
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

    /// <summary>It keeps its connections, and the kernel takes new ones for it, but it answers nothing.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await StopAsync(kill: true);
        }

        process?.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task InstallAsync()
    {
        using var install = Run("mariadb-install-db", [$"--datadir={Data}", "--skip-test-db", "--auth-root-authentication-method=normal"]);
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

    private static Process Run(string program, string[] arguments)
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
