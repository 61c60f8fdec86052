using System.Diagnostics;
using System.Security.Cryptography;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests.Databases;
using Auth.IntegrationTests.Operations;
using MySqlConnector;

namespace Auth.FaultTests.Harness;

/// <summary>The service as it runs in Production, a process of its own, on a <c>mariadbd</c> of its own as a user who owns one database; with a relay between the two where one is wanted.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private const string Database = "auth";

    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("auth-faults-");
    private readonly string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private Scene(LocalMariaDb server, Relay? relay)
    {
        Server = server;
        PassedBy = relay;
    }

    public LocalMariaDb Server { get; }

    public Relay Relay => PassedBy ?? throw new InvalidOperationException("Nothing stands between service and database here.");

    public HostProcess Service { get; private set; } = null!;

    public HttpClient Client => Service.Client;

    /// <summary>What the service is started with. Its limits are out of the way; a test that is about them takes them back.</summary>
    public Dictionary<string, string?> Environment { get; } = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Auth__MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length)),
        ["Auth__Passwords__Cost"] = "10",
        ["Auth__Throttling__RegistrationsPerNetwork"] = "1000000",
        ["Auth__Throttling__TakenAnswers"] = "1000000",
        ["Auth__Throttling__AnonymousRequestsPerMinute"] = "10000000",
        ["Auth__Throttling__SignedInRequestsPerMinute"] = "10000000",
    };

    private Relay? PassedBy { get; }

    /// <summary>Starts server and service and waits until it serves. <paramref name="connection"/> is added to the service's connection string; null settings take one away.</summary>
    public static async Task<Scene> StartAsync(
        Dictionary<string, string?>? settings = null, string connection = "", bool relayed = false, LocalMariaDb? server = null)
    {
        var scene = await PrepareAsync(settings, connection, relayed, server);
        try
        {
            scene.Service = await HostProcess.StartReadyAsync(scene.home.FullName, scene.Environment);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Without the service, for a test that starts it itself.</summary>
    public static async Task<Scene> PrepareAsync(Dictionary<string, string?>? settings = null, string connection = "", bool relayed = false, LocalMariaDb? server = null)
    {
        if (!LocalMariaDb.IsInstalled)
            throw new InvalidOperationException("These tests kill, freeze and starve a MariaDB of their own: install mariadb-server-core, or let ./build.sh test-faults do it.");
        server ??= new LocalMariaDb();
        await server.StartAsync();
        var scene = new Scene(server, relayed ? new Relay(server.Port) : null);
        foreach (var (name, value) in settings ?? [])
            scene.Environment[name] = value;
        await scene.ExecuteAsync($"CREATE DATABASE {Database}; CREATE USER auth@'127.0.0.1' IDENTIFIED BY '{scene.password}'; GRANT ALL ON {Database}.* TO auth@'127.0.0.1'", database: "");
        var port = scene.PassedBy?.Port ?? server.Port;
        scene.Environment["ConnectionStrings__Auth"] = $"Server=127.0.0.1;Port={port};Database={Database};User ID=auth;Password={scene.password};SslMode=None;{connection}";
        return scene;
    }

    public async Task StartServiceAsync() => Service = await HostProcess.StartReadyAsync(home.FullName, Environment);

    /// <summary>Starts the service without waiting for it.</summary>
    public void BeginService() => Service = HostProcess.Start(home.FullName, Environment);

    /// <summary>Runs a statement as the server's administrator, past the relay.</summary>
    public async Task ExecuteAsync(string sql, string database = Database)
    {
        await using var connection = await ConnectAsync(database);
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<string>> ListAsync(string sql)
    {
        await using var connection = await ConnectAsync(Database);
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 60 };
        await using var reader = await command.ExecuteReaderAsync();
        List<string> all = [];
        while (await reader.ReadAsync())
            all.Add(reader.GetString(0));
        return all;
    }

    public async Task<long> CountAsync(string sql) => long.Parse((await ListAsync($"SELECT CAST(({sql}) AS CHAR)")).Single(), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A connection of the administrator's that is closed when it is disposed of.</summary>
    public async Task<MySqlConnection> ConnectAsync(string database = Database)
    {
        var connection = new MySqlConnection(new MySqlConnectionStringBuilder(Server.ConnectionString) { Database = database, Pooling = false, AllowUserVariables = true }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>What <c>auth audit verify</c> finds wrong, when all lines are sealed.</summary>
    public async Task<IReadOnlyCollection<string>> BreaksOfTheTrailAsync()
    {
        await Eventually.BecomesTrueAsync("the sealing of all lines", async () => await CountAsync("SELECT COUNT(*) FROM audit_events WHERE sequence IS NULL") == 0);
        await using var verify = HostProcess.Start(home.FullName, Environment, "audit", "verify");
        await verify.ExitAsync();
        return verify.Errors;
    }

    /// <summary>Of the service, in MB.</summary>
    public double WorkingSet()
    {
        using var process = Process.GetProcessById(Service.Id);
        return process.WorkingSet64 / 1e6;
    }

    /// <summary>How many files and sockets the service has open.</summary>
    public int OpenFiles() => Directory.GetFileSystemEntries($"/proc/{Service.Id}/fd").Length;

    public async ValueTask DisposeAsync()
    {
        if (Service is not null)
            await Service.DisposeAsync();
        if (PassedBy is not null)
            await PassedBy.DisposeAsync();
        await Server.DisposeAsync();
        home.Delete(recursive: true);
    }
}
