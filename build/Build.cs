// What build.sh and build.ps1 do. A file-based app rather than a project, because it starts in 0.2 s
// instead of 1.4 s; the two props files beside it keep the product's settings out of it.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

const string Help = """
    Verbs of build.sh and build.ps1:
      run           starts the service for development; further arguments go to the service
      test          builds and runs all tests, or only the projects named: test UnitTests
      test-faults   kills, freezes and starves the service and its database for a quarter of an hour and prints each figure beside its bound; or only the classes named: test-faults DiskFullTests
      test-cluster  runs the service on a MariaDB Galera Cluster of three nodes, of which some are lost; on Linux, takes minutes
      build         compiles everything
      format        puts the code into the house's format; with --check only tells what differs
      publish       leaves the service, ready to deploy, in artifacts/publish
      bench         measures parts of the service by BenchmarkDotNet; further arguments go to it: bench --filter '*Engine*'
      bench-load    measures the whole service on MariaDB and prints each figure beside its bar; or only the parts named: bench-load logins
    """;

// Ctrl+C reaches the child from the terminal, so it is enough to outlive it; SIGTERM has to be handed on.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Shell.Stop(signal, tellChild: false));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Shell.Stop(signal, tellChild: true));

Directory.SetCurrentDirectory(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, ".."));

if (Environment.GetEnvironmentVariable("CI") == "true")
{
    Environment.SetEnvironmentVariable("RestoreLockedMode", "true");
}

var (verb, rest) = args is [var first, .. var others] ? (first, others) : ("help", []);
switch (verb)
{
    case "run":
        Shell.SetDefault("ASPNETCORE_ENVIRONMENT", "Development");
        Console.WriteLine("Building; the first time takes a minute or two.");
        return Shell.Run("dotnet", ["run", "--project", "src/WebApi", "--no-launch-profile", "--", .. rest]);
    case "test":
        return Tests.Run(rest);
    case "test-faults":
        return Faults.Run(rest);
    case "test-cluster":
        return Tests.Run(["ClusterTests"]);
    case "build":
        return Shell.Run("dotnet", ["build", "Auth.sln", .. rest]);
    case "format":
        return Shell.Run("dotnet", ["format", "Auth.sln", .. rest.Select(option => option == "--check" ? "--verify-no-changes" : option)]);
    case "publish":
        string[] machine = rest.Any(option => option is "-r" or "--runtime") ? [] : ["-r", RuntimeInformation.RuntimeIdentifier];
        return Shell.Run("dotnet", ["publish", "src/WebApi", "-c", "Release", "-o", "artifacts/publish", .. machine, .. rest]);
    case "bench":
        return Shell.Run("dotnet", [.. Bench.Program, "parts", .. rest]);
    case "bench-load":
        return Bench.Load(rest);
    case "help" or "--help" or "-h":
        Console.WriteLine(Help);
        return 0;
    default:
        Console.Error.WriteLine($"There is no verb '{verb}'.");
        Console.Error.WriteLine(Help);
        return 2;
}

static class Tests
{
    const string Results = "artifacts/test-results";

    static readonly string[] NeedMariaDb = ["IntegrationTests", "SecurityTests", "BrowserTests"];

    // So that the end does not wait for one that began late.
    static readonly string[] LongestFirst = ["BrowserTests", "IntegrationTests-mariadb", "IntegrationTests-sqlite", "SecurityTests", "RepositoryTests"];

    static int passed;
    static int failed;

    sealed record Suite(string Title, string Assembly, string? Database, string[] Filter);

    public static int Run(string[] names)
    {
        if (names.FirstOrDefault(name => !Directory.Exists(Path.Combine("tests", name))) is { } unknown)
        {
            Console.Error.WriteLine($"There is no test project '{unknown}' under tests/.");
            return 2;
        }

        if (Shell.Run("dotnet", ["build", "Auth.sln"]) is not 0 and var built)
        {
            return built;
        }

        var projects = Discover(names);

        Directory.CreateDirectory(Results);

        // What a project needs beyond the SDK is made ready here.
        using (var mariaDb = new MariaDb())
        {
            if (NeedMariaDb.Any(projects.ContainsKey) && !mariaDb.Prepare())
            {
                return 1;
            }

            if (projects.ContainsKey("IntegrationTests") && !Nginx.Prepare())
            {
                return 1;
            }

            if (projects.ContainsKey("BrowserTests") && !Chromium.Prepare())
            {
                return 1;
            }

            // Two at once: each of them waits for its database or browser as much as it works.
            var suites = projects.SelectMany(project => Suites(project.Key, project.Value)).OrderBy(suite => (uint)Array.IndexOf(LongestFirst, suite.Title));
            Parallel.ForEach(Partitioner.Create(suites, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = 2 }, RunSuite);
        }

        if (Shell.Stopping)
        {
            return 130;
        }

        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    static IEnumerable<Suite> Suites(string name, string assembly) => name switch
    {
        "IntegrationTests" =>
        [
            new($"{name}-mariadb", assembly, "mariadb", []),
            new($"{name}-sqlite", assembly, "sqlite", ["-trait-", "Database=MariaDb", "-trait-", "Database=Own"]),
        ],
        // With the figures that it measures.
        "ClusterTests" => [new(name, assembly, null, ["-showLiveOutput"])],
        _ => [new(name, assembly, null, [])],
    };

    static void RunSuite(Suite suite)
    {
        if (Shell.Stopping)
        {
            return;
        }

        var report = Path.Combine(Results, $"{suite.Title}.json");
        File.Delete(report);
        // Interrupted rather than terminated, a test program still removes its containers.
        var code = Shell.RunLabelled(
            suite.Title, "dotnet", ["exec", suite.Assembly, "-noLogo", "-noColor", "-result-ctrf", report, .. suite.Filter], Shell.Interrupt, ("AUTH_TEST_DATABASE", suite.Database));

        var (reportedPassed, reportedFailed) = Read(report);
        if (reportedPassed + reportedFailed == 0)
        {
            Console.Error.WriteLine($"{suite.Title} ran no test, which counts as a failure.");
        }

        // A run that crashed, or found no test, is a failure too although no test says so.
        Interlocked.Add(ref passed, reportedPassed);
        Interlocked.Add(ref failed, code == 0 && reportedPassed > 0 ? reportedFailed : Math.Max(reportedFailed, 1));
    }

    /// <summary>The test programs by project name. Not every project under tests/ is one: benchmarks are not, and those with RunByVerb run for long, so only where they are named.</summary>
    static SortedDictionary<string, string> Discover(string[] names)
    {
        var assemblies = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var project in Directory.EnumerateDirectories("tests").SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj")))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            if (names.Length > 0 && !names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            var answer = Shell.Read("dotnet", "msbuild", project, "-getProperty:IsTestingPlatformApplication,RunByVerb,TargetPath");
            using var json = JsonDocument.Parse(answer!);
            var properties = json.RootElement.GetProperty("Properties");
            var ofItsOwnVerb = names.Length == 0 && properties.GetProperty("RunByVerb").GetString() == "true";
            if (properties.GetProperty("IsTestingPlatformApplication").GetString() == "true" && !ofItsOwnVerb)
            {
                assemblies.Add(name, properties.GetProperty("TargetPath").GetString()!);
            }
        }

        return assemblies;
    }

    static (int Passed, int Failed) Read(string report)
    {
        if (!File.Exists(report))
        {
            return (0, 0);
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(report));
        var summary = json.RootElement.GetProperty("results").GetProperty("summary");
        return (summary.GetProperty("passed").GetInt32(), summary.GetProperty("failed").GetInt32());
    }
}

static class Faults
{
    // Written by tests/FaultTests/Harness/Figures.cs, a row a test: the rows of docs/reliability.md.
    const string Report = "artifacts/reliability.md";

    public static int Run(string[] classes)
    {
        using var mariaDb = new MariaDb();
        if (!mariaDb.Prepare() || !PrepareServer())
        {
            return 1;
        }

        File.Delete(Report);
        var code = Shell.Run("dotnet", ["run", "--project", "tests/FaultTests", "--", "-noLogo", "-noColor", .. classes.SelectMany(name => new[] { "-class", $"*.{name}" })], Shell.Interrupt);
        if (File.Exists(Report))
        {
            Console.WriteLine(File.ReadAllText(Report));
        }

        return code;
    }

    /// <summary>One to kill and to starve, so not in a container.</summary>
    static bool PrepareServer()
    {
        var isThere = Shell.Find("mariadbd") is not null || (Debian.CanInstall && Debian.Install("mariadb-server-core"));
        if (!isThere)
        {
            Console.Error.WriteLine("These tests need a mariadbd of this machine: install mariadb-server-core.");
        }

        return isThere;
    }
}

static class Bench
{
    public static readonly string[] Program = ["run", "-c", "Release", "--project", "tests/Benchmarks", "--"];

    // The start and the memory are those of the published service, so the others measure that one as well.
    const string Published = "artifacts/bench";

    public static int Load(string[] parts)
    {
        using var mariaDb = new MariaDb();
        if (!mariaDb.Prepare())
        {
            return 1;
        }

        if (Shell.Run("dotnet", ["publish", "src/WebApi", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Published]) is not 0 and var published)
        {
            return published;
        }

        Environment.SetEnvironmentVariable("AUTH_BENCHMARK_HOST", Path.GetFullPath(Path.Combine(Published, OperatingSystem.IsWindows() ? "auth.exe" : "auth")));
        return Shell.Run("dotnet", [.. Program, "load", .. parts], Shell.Interrupt);
    }
}

// Sees to it that tests/IntegrationTests/Databases/TestMariaDb.cs finds a server, in the same order as that file looks for one.
sealed class MariaDb : IDisposable
{
    const string OwnImage = "auth-test-mariadb:10.11";
    const string Log = "artifacts/dockerd.log";

    Process? engine;

    public bool Prepare()
    {
        if (Environment.GetEnvironmentVariable("AUTH_TEST_MARIADB") is { Length: > 0 })
        {
            return true;
        }

        if (EngineVersion() is not null || StartEngine())
        {
            PrepareImage();
            return true;
        }

        if (Shell.Find("mariadbd") is not null)
        {
            return true;
        }

        Console.Error.WriteLine(
            "The tests need MariaDB: install Docker or mariadb-server, or set AUTH_TEST_MARIADB to a server's connection string.");
        return false;
    }

    public void Dispose()
    {
        if (engine is { HasExited: false })
        {
            Shell.End(engine);
            engine.WaitForExit();
        }
    }

    static string? EngineVersion() =>
        Shell.Read("docker", "version", "--format", "{{.Server.APIVersion}}") is { Length: > 0 } version ? version : null;

    bool StartEngine()
    {
        if (!Debian.CanInstall)
        {
            return false;
        }

        if (Shell.Find("dockerd") is null && !Debian.Install("docker.io"))
        {
            return false;
        }

        // Installing may have started it, where the machine has an init system.
        if (EngineVersion() is not null)
        {
            return true;
        }

        // In a session of its own, so that Ctrl+C leaves the tests an engine to remove their containers from.
        Directory.CreateDirectory("artifacts");
        engine = Process.Start("setsid", ["sh", "-c", $"exec dockerd >{Log} 2>&1 </dev/null"]);
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(60) && !engine.HasExited && !Shell.Stopping;)
        {
            Thread.Sleep(200);
            if (EngineVersion() is not null)
            {
                return true;
            }
        }

        Console.Error.WriteLine($"Docker's engine does not start: {File.ReadLines(Log).LastOrDefault(line => line.Length > 0)}");
        Dispose();
        return false;
    }

    static void PrepareImage()
    {
        // An older engine refuses the version that Testcontainers would speak.
        Shell.SetDefault("DOCKER_API_VERSION", EngineVersion()!);
        if (Process.GetProcessesByName("dockerd").Length > 0)
        {
            // Testcontainers would go through the engine's bridge on a machine that looks like a container itself.
            Shell.SetDefault("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1");
        }

        if (Environment.GetEnvironmentVariable("AUTH_TEST_MARIADB_IMAGE") is { Length: > 0 })
        {
            return;
        }

        if (Shell.Read("docker", "image", "inspect", OwnImage) is not null || BuildImage())
        {
            Environment.SetEnvironmentVariable("AUTH_TEST_MARIADB_IMAGE", OwnImage);
            // Testcontainers' clean-up container would have to be pulled; the tests remove what they start.
            Shell.SetDefault("TESTCONTAINERS_RYUK_DISABLED", "true");
        }
        else
        {
            Console.WriteLine("The tests pull the official image of MariaDB, for want of one made here.");
            Environment.SetEnvironmentVariable("AUTH_TEST_MARIADB_IMAGE", "mariadb:10.11");
        }
    }

    static bool BuildImage() =>
        Debian.CanInstall
        && File.ReadLines("/etc/os-release").Contains("VERSION_CODENAME=bookworm")
        && Debian.Install("mmdebstrap")
        && Shell.Run("tests/images/mariadb/build.sh", [OwnImage]) == 0;
}

// Sees to it that tests/BrowserTests/Browser/Chromium.cs finds a browser, and the browser a font for Hangul.
static class Chromium
{
    public static bool Prepare()
    {
        if (Environment.GetEnvironmentVariable("AUTH_TEST_CHROMIUM") is not { Length: > 0 }
            && !Array.Exists(["chromium", "chromium-browser", "google-chrome", "chrome"], name => Shell.Find(name) is not null)
            && !(Debian.CanInstall && Debian.Install("chromium")))
        {
            Console.Error.WriteLine("The tests need Chromium: install it, or set AUTH_TEST_CHROMIUM to the path of a Chromium or Chrome.");
            return false;
        }

        return !Debian.CanInstall || Debian.Has("fonts-noto-cjk") || Debian.Install("fonts-noto-cjk");
    }
}

// Sees to it that tests/IntegrationTests/Operations/Nginx.cs finds the proxy.
static class Nginx
{
    public static bool Prepare()
    {
        if (Shell.Find("nginx") is not null || (Debian.CanInstall && Debian.Install("nginx-light")))
        {
            return true;
        }

        Console.Error.WriteLine("The tests need nginx: install it.");
        return false;
    }
}

static class Debian
{
    public static readonly bool CanInstall = Environment.IsPrivilegedProcess && Shell.Find("apt-get") is not null;

    public static bool Has(string package) =>
        Shell.Read("dpkg-query", "--show", "--showformat=${Status}", package) is { } status && status.EndsWith(" installed", StringComparison.Ordinal);

    public static bool Install(string package)
    {
        Environment.SetEnvironmentVariable("DEBIAN_FRONTEND", "noninteractive");
        return Shell.Run("apt-get", ["update", "-qq"]) == 0
            && Shell.Run("apt-get", ["install", "-qq", "--no-install-recommends", package]) == 0;
    }
}

static class Shell
{
    static readonly string[] Path = [.. Environment.GetEnvironmentVariable("PATH")!.Split(System.IO.Path.PathSeparator), "/usr/sbin"];

    public const int Interrupt = 2;

    const int Terminate = 15;

    static readonly ConcurrentDictionary<Process, int> Children = [];

    public static bool Stopping { get; private set; }

    public static int Run(string program, string[] arguments, int stopWith = Terminate)
    {
        if (Stopping)
        {
            return 130;
        }

        return Finish(Process.Start(program, arguments), stopWith);
    }

    /// <summary>The same beside others: each line that the program prints begins with the label.</summary>
    public static int RunLabelled(string label, string program, string[] arguments, int stopWith, (string Name, string? Value) variable)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (variable.Value is not null)
        {
            start.Environment[variable.Name] = variable.Value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Print(line.Data);
        process.ErrorDataReceived += (_, line) => Print(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return Finish(process, stopWith);

        void Print(string? line)
        {
            if (line is not null)
            {
                Console.WriteLine($"[{label}] {line}");
            }
        }
    }

    /// <summary>What the program prints, or null where it is missing or fails.</summary>
    public static string? Read(string program, params string[] arguments)
    {
        if (Find(program) is null)
        {
            return null;
        }

        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : null;
    }

    public static string? Find(string program) =>
        Path.SelectMany(folder => new[] { System.IO.Path.Combine(folder, program), System.IO.Path.Combine(folder, $"{program}.exe") })
            .FirstOrDefault(File.Exists);

    public static void SetDefault(string variable, string value)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
        {
            Environment.SetEnvironmentVariable(variable, value);
        }
    }

    public static void End(Process process, int signal = Terminate)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
        }
        else
        {
            _ = SendSignal(process.Id, signal);
        }
    }

    public static void Stop(PosixSignalContext context, bool tellChild)
    {
        context.Cancel = true;
        Stopping = true;
        if (!tellChild)
        {
            return;
        }

        foreach (var (process, signal) in Children)
        {
            End(process, signal);
        }
    }

    static int Finish(Process process, int stopWith)
    {
        using (process)
        {
            Children[process] = stopWith;
            process.WaitForExit();
            Children.TryRemove(process, out _);
            return process.ExitCode;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int SendSignal(int processId, int signal);
}
