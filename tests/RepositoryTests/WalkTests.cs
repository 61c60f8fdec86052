using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Text;
using System.Text.RegularExpressions;

namespace Auth.RepositoryTests;

/// <summary>The README, read by a newcomer who does what it says, word for word.</summary>
[Collection(nameof(FreshClone))]
public sealed partial class WalkTests(FreshClone clone)
{
    private const string SetupCodeOfTheReadme = "XXXX-XXXX-XXXX-XXXX";
    private const int Port = 5080;

    private static readonly Markdown Readme = new("README.md");

    [Fact]
    public async Task The_walk_of_the_readme_answers_what_it_promises()
    {
        await FreePortAsync();
        var blocks = Readme.BlocksUnder("## A walk with curl").Where(block => block.Language == "sh").ToList();

        await using var service = new Service(clone.Root, Readme.BlocksUnder("## Run it")[0].Code);
        var setupCode = await service.WaitUntilReadyAsync();
        var answers = RunOneAfterAnother(blocks.Select(block => block.Code.Replace(SetupCodeOfTheReadme, setupCode, StringComparison.Ordinal)));

        answers.Count.ShouldBe(blocks.Count, string.Join('\n', answers));
        foreach (var (block, answer) in blocks.Zip(answers))
        {
            var promised = Promise().Match(block.TextAfter);
            answer.TrimEnd().Split('\n')[^1].ShouldBe(promised.Groups["status"].Value, $"{block.Code}{answer}");
            foreach (var word in Quoted().Matches(promised.Groups["words"].Value).Select(match => match.Groups[1].Value.Trim('"')))
                answer.ShouldContain(word, customMessage: block.Code);
        }

        answers.ShouldContain(answer => answer.Contains("\"accessToken\":\"ey", StringComparison.Ordinal));
        (await service.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public void The_Korean_readme_has_the_same_commands_and_promises()
    {
        var korean = new Markdown("README.ko.md");

        korean.Blocks.Select(block => (block.Language, block.Code)).ShouldBe(Readme.Blocks.Select(block => (block.Language, block.Code)));
        korean.Blocks.Select(block => Promise().Match(block.TextAfter).Groups["status"].Value)
            .ShouldBe(Readme.Blocks.Select(block => Promise().Match(block.TextAfter).Groups["status"].Value));
    }

    /// <summary>A test of where the service listens by itself may have the port for a moment.</summary>
    private static async Task FreePortAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == Port))
            await Task.Delay(200, patience.Token);
    }

    private List<string> RunOneAfterAnother(IEnumerable<string> blocks)
    {
        var separator = $"-- {Guid.NewGuid()} --\n";
        var (_, output) = Shell.Run(clone.Root, $"set -e\n{string.Concat(blocks.Select(block => $"{block}printf '%s\\n' '{separator.TrimEnd()}'\n"))}");
        return [.. output.Split(separator).SkipLast(1)];
    }

    /// <summary>What the line after a block promises: the status, and words of the answer.</summary>
    [GeneratedRegex(@"^→ `(?<status>\d{3})`(?<words>.*)$")]
    private static partial Regex Promise();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"this code.*: ([A-Z0-9]{4}(?:-[A-Z0-9]{4}){3})$")]
    private static partial Regex SetupCodeLine();

    /// <summary>The service as the README starts it, and its console.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private static readonly TimeSpan LongestBuild = TimeSpan.FromMinutes(5);
        private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(40);

        private readonly StringBuilder console = new();
        private readonly TaskCompletionSource<string> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Process process;
        private string setupCode = "";

        public Service(DirectoryInfo folder, string command)
        {
            process = Shell.Start(folder, $"exec {command}", ("Auth__DataDirectory", Path.Combine(folder.FullName, "data")));
            process.OutputDataReceived += (_, line) => Hear(line.Data);
            process.BeginOutputReadLine();
        }

        public Task<string> WaitUntilReadyAsync() => ready.Task.WaitAsync(LongestBuild, TestContext.Current.CancellationToken);

        public async Task<int> StopAsync()
        {
            Shell.Terminate(process);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(LongestStop);
            return process.ExitCode;
        }

        public ValueTask DisposeAsync()
        {
            if (!process.HasExited)
            {
                Shell.Terminate(process);
                if (!process.WaitForExit(LongestStop))
                    process.Kill(entireProcessTree: true);
            }

            process.Dispose();
            return ValueTask.CompletedTask;
        }

        private void Hear(string? line)
        {
            if (line is null)
            {
                ready.TrySetException(new InvalidOperationException($"The service has ended:\n{console}"));
                return;
            }

            console.AppendLine(line);
            if (SetupCodeLine().Match(line) is { Success: true } match)
                setupCode = match.Groups[1].Value;
            if (line.Contains("] Ready. ", StringComparison.Ordinal))
                ready.TrySetResult(setupCode);
        }
    }
}
