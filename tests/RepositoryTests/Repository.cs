using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Auth.RepositoryTests;

/// <summary>The repository these tests run in.</summary>
internal static class Repository
{
    private static readonly string[] Built = ["bin", "obj", "artifacts", "data", ".git", ".vs", ".idea"];

    public static DirectoryInfo Root { get; } = FindRoot();

    /// <summary>The paths of the tracked files; of all but what is built where there is no git.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. (ListTracked() ?? ListAll(Root)).Where(path => File.Exists(FullPath(path))).Order(StringComparer.Ordinal)];

    public static string FullPath(string path) => Path.Combine(Root.FullName, path);

    public static string Read(string path) => File.ReadAllText(FullPath(path));

    private static DirectoryInfo FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Auth.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder;
    }

    private static string[]? ListTracked()
    {
        if (!Path.Exists(FullPath(".git")))
            return null;
        var (code, output) = Shell.Run(Root, "git -c safe.directory='*' ls-files -z");
        return code == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
    }

    private static IEnumerable<string> ListAll(DirectoryInfo folder) =>
        folder.EnumerateFiles().Select(file => Path.GetRelativePath(Root.FullName, file.FullName))
            .Concat(folder.EnumerateDirectories().Where(child => !Built.Contains(child.Name)).SelectMany(ListAll));
}

/// <summary>Runs what a reader would type, as a newcomer's shell would: without the settings of whoever runs the tests.</summary>
internal static class Shell
{
    private static readonly string[] Settings = ["Auth__", "AUTH_", "ASPNETCORE_", "DOTNET_ENVIRONMENT", "ConnectionStrings__", "Logging__"];

    public static (int Code, string Output) Run(DirectoryInfo folder, string script)
    {
        using var process = Start(folder, script);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>Starts a script with its two outputs in one.</summary>
    public static Process Start(DirectoryInfo folder, string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"exec 2>&1\n{script}"])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => Settings.Any(setting => name.StartsWith(setting, StringComparison.Ordinal))).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Asks a process to end, as a service manager does.</summary>
    public static void Terminate(Process process) => _ = SendSignal(process.Id, 15);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
