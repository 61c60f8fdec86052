using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Auth.IntegrationTests.Databases;

namespace Auth.IntegrationTests.Operations;

/// <summary>The real process, as an operator starts it: by environment variables, in a working directory of its own.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Foreign = ["ASPNETCORE_", "DOTNET_ENVIRONMENT", "Auth__", "ConnectionStrings__", "Logging__", "OTEL_"];

    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly Process process;

    private HostProcess(string workingDirectory, IEnumerable<KeyValuePair<string, string?>> environment, string[] arguments, string? program)
    {
        var dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        string[] built = program is null ? ["exec", typeof(Program).Assembly.Location] : program.EndsWith(".dll", StringComparison.Ordinal) ? ["exec", program] : [];
        var start = new ProcessStartInfo(built.Length > 0 ? Path.GetFullPath(dotnet) : program!, [.. built, .. arguments])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => Foreign.Any(f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase))).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        LogScan.OfTheRun.MeetSettings(environment.Select(v => KeyValuePair.Create(v.Key.Replace("__", ":", StringComparison.Ordinal), v.Value ?? "")));
        LogScan.OfTheRun.Read(output);
        LogScan.OfTheRun.Read(errors);

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public IReadOnlyCollection<string> Output => output;

    public IReadOnlyCollection<string> Errors => errors;

    public HttpClient Client { get; private set; } = new();

    /// <summary>Starts the process with a port of its own unless <paramref name="environment"/> names the addresses.</summary>
    public static HostProcess Start(string workingDirectory, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        Start(workingDirectory, environment, null, arguments);

    /// <summary>Starts another program than the service that was built beside this one.</summary>
    public static HostProcess Start(string workingDirectory, IReadOnlyDictionary<string, string?> environment, string? program, string[] arguments)
    {
        var url = FreeAddress();
        var variables = new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = url.ToString() };
        foreach (var (name, value) in environment)
            variables[name] = value;
        return new HostProcess(workingDirectory, variables.Where(v => v.Value is not null), arguments, program) { Client = new HttpClient { BaseAddress = url } };
    }

    /// <summary>Starts it and waits until it serves.</summary>
    public static async Task<HostProcess> StartReadyAsync(string workingDirectory, IReadOnlyDictionary<string, string?> environment, string? program = null)
    {
        var host = Start(workingDirectory, environment, program, []);
        try
        {
            await host.SaysAsync("Ready.");
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a line on standard output that has <paramref name="text"/> in it, and answers it.</summary>
    public async Task<string> SaysAsync(string text)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            if (output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
                return line;
            if (process.HasExited || waited.Elapsed > Patience)
                throw new InvalidOperationException($"The process never said '{text}' but: {string.Join(Environment.NewLine, output.Concat(errors))}");
        }
    }

    /// <summary>Gives it a line on standard input, which ends with it.</summary>
    public async Task TypeAsync(string line)
    {
        await BeginTypingAsync(line);
        process.StandardInput.Close();
    }

    /// <summary>Types a line, as somebody who has more to say.</summary>
    public async Task BeginTypingAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for the end and answers the exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>Asks it to end, as a service manager does.</summary>
    public Task TerminateAsync() => SignalAsync("-TERM");

    /// <summary>It keeps its connections, and the kernel takes new ones for it, but it answers nothing.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    public async Task<int> StopAsync()
    {
        await TerminateAsync();
        return await ExitAsync();
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
        Client.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Where nothing listens at this moment.</summary>
    public static Uri FreeAddress() => new($"http://127.0.0.1:{FreePorts.Next()}");

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
