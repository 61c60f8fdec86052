using System.Diagnostics;
using System.Globalization;
using MySqlConnector;

namespace Auth.ClusterTests;

/// <summary>The three nodes that <c>deploy/galera/cluster.sh</c> makes, in a folder of their own.</summary>
public sealed class GaleraCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"auth-cluster-{Guid.NewGuid():N}"));

    private GaleraCluster()
    {
    }

    public static IEnumerable<int> Nodes => [1, 2, 3];

    /// <summary>As an operator would give it: all nodes, each new connection to the next.</summary>
    public string ConnectionString { get; private set; } = "";

    public static async Task<GaleraCluster> StartAsync()
    {
        var cluster = new GaleraCluster();
        try
        {
            cluster.ConnectionString = (await cluster.ScriptAsync("start")).Trim().Split('\n')[^1];
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>To this node alone.</summary>
    public string ConnectionStringOf(int node) => With(ConnectionString, settings => (settings.Server, settings.ConnectionReset) = (settings.Server.Split(',')[node - 1], false));

    /// <summary>To all, this one first and the others only where it is away.</summary>
    public string ConnectionStringFrom(int node) => With(ConnectionString, settings =>
    {
        var hosts = settings.Server.Split(',');
        settings.Server = string.Join(',', [.. hosts[(node - 1)..], .. hosts[..(node - 1)]]);
        settings.LoadBalance = MySqlLoadBalance.FailOver;
    });

    /// <summary>As a power cut would.</summary>
    public Task KillAsync(int node) => ScriptAsync("kill", Text(node));

    /// <summary>Brings it back and waits until it has what it missed.</summary>
    public Task RejoinAsync(int node) => ScriptAsync("rejoin", Text(node));

    /// <summary>What a node answers its administrator; a line a row, the columns with tabs between.</summary>
    public Task<string> AskAsync(int node, string sql) => RunAsync(
        "mariadb", "--no-defaults", $"--socket={folder.FullName}/node{node}/socket", $"--user={Environment.UserName}", "--batch", "--skip-column-names", $"--execute={sql}");

    public async Task<long> StatusAsync(int node, string name) =>
        long.Parse((await AskAsync(node, $"SHOW STATUS LIKE '{name}'")).Trim().Split('\t')[^1], CultureInfo.InvariantCulture);

    /// <summary>What a node wrote into its log.</summary>
    public Task<string> LogAsync(int node) => File.ReadAllTextAsync(Path.Combine(folder.FullName, $"node{node}", "error.log"));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await ScriptAsync("stop");
        }
        finally
        {
            foreach (var node in Nodes)
                await EndAsync(node);
            folder.Delete(recursive: true);
        }
    }

    private static string With(string connectionString, Action<MySqlConnectionStringBuilder> change)
    {
        var settings = new MySqlConnectionStringBuilder(connectionString);
        change(settings);
        return settings.ConnectionString;
    }

    private static string Text(int node) => node.ToString(CultureInfo.InvariantCulture);

    private static string Script()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Auth.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return Path.Combine(root.FullName, "deploy/galera/cluster.sh");
    }

    private Task<string> ScriptAsync(params string[] arguments) => RunAsync(Script(), arguments);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GALERA_DIRECTORY"] = folder.FullName;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>A node that did not stop when it was asked to.</summary>
    private async Task EndAsync(int node)
    {
        var file = Path.Combine(folder.FullName, $"node{node}", "pid");
        // The number may be another program's by now.
        if (!File.Exists(file) || new FileInfo($"/proc/{(await File.ReadAllTextAsync(file)).Trim()}/exe").LinkTarget?.Contains("/mariadbd", StringComparison.Ordinal) != true)
            return;
        using var process = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture));
        process.Kill();
    }
}
