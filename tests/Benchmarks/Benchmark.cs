using System.Globalization;
using Auth.Benchmarks.Load;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Auth.Benchmarks;

internal static class Benchmark
{
    private const string Help = """
        dotnet run -c Release --project tests/Benchmarks -- PART
          parts [options]       parts of the service, by BenchmarkDotNet
          load [part …]         those named, or all of these, one after another, and each figure beside its bar:
          start                 from the start of the process to the first answer, and idle memory
          logins                logins a second against the same service with BCrypt.Net-Next
          flood                 how long somebody signed in waits while 64 logins wait
          hot                   refresh and own account against the least that could do the same
          lists [members]       the lists of members against the same with 10,000 of them
          identity [members]    the whole against ASP.NET Core Identity's endpoints
          mixed [minutes]       memory under a mixed load
          deluge [minutes]      memory and answers under a flood of logins
        and beside these:
          import [members [lines]]  members of the original program, and lines of a file, brought over
          statements            the statements of a refresh by EF and past it
          pages [members]       how long pages and lists take
          attack                wrong passwords from 200 networks while the owner logs in
          garbage [minutes]     garbage at every endpoint
        """;

    /// <summary>What <c>load</c> runs, with how much of it: some three quarters of an hour in all.</summary>
    private static readonly string[][] WholeLoad = [["start"], ["logins"], ["flood"], ["hot"], ["lists"], ["identity"], ["mixed"], ["deluge"]];

    private static async Task<int> Main(string[] args)
    {
        if (args is ["parts", .. var options])
        {
            // In this process: BenchmarkDotNet would else make projects that take this repository's settings, its locked restore among them.
            var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)).WithArtifactsPath("artifacts/bench-parts");
            BenchmarkSwitcher.FromAssembly(typeof(Benchmark).Assembly).Run(options.Length > 0 ? options : ["--filter", "*"], config);
            return 0;
        }

        string[][] parts = args switch
        {
            ["load"] => WholeLoad,
            ["load", .. var named] => [.. named.Select(name => new[] { name })],
            _ => [args],
        };
        foreach (var part in parts)
        {
            if (await RunAsync(part) is not 0 and var code)
                return code;
        }

        Figures.Print();
        return 0;
    }

    private static async Task<int> RunAsync(string[] part)
    {
        Console.WriteLine($"== {string.Join(' ', part)}");
        switch (part)
        {
            case ["start"]:
                await Starts.MeasureAsync();
                return 0;
            case ["logins"]:
                await Logins.MeasureAsync();
                return 0;
            case ["flood"]:
                await Flood.MeasureAsync();
                return 0;
            case ["identity", .. var rest]:
                await AgainstIdentity.MeasureAsync(Number(rest, 1_000_000));
                return 0;
            case ["mixed", .. var rest]:
                await Mixed.MeasureAsync(TimeSpan.FromMinutes(Number(rest, 10)));
                return 0;
            case ["deluge", .. var rest]:
                await Deluge.MeasureAsync(TimeSpan.FromMinutes(Number(rest, 5)));
                return 0;
            case ["import", .. var rest]:
                await Imports.MeasureAsync(Number(rest, 100_000), Number([.. rest.Skip(1)], 1_000_000));
                return 0;
            case ["pages", .. var rest]:
            {
                await using var service = await Service.StartAsync(Number(rest, 100_000), Pages.Settings);
                await Pages.MeasureAsync(service);
                return 0;
            }

            case ["attack"]:
            {
                await using var service = await Service.StartAsync(1000, Attack.Settings);
                return await Attack.MeasureAsync(service) ? 0 : 1;
            }

            case ["garbage", .. var rest]:
            {
                await using var service = await Service.StartAsync(1000, Soak.Settings);
                return await new Soak(service, rate: 200).RunAsync(TimeSpan.FromMinutes(Number(rest, 5))) == 0 ? 0 : 1;
            }

            case ["hot"]:
                await Hot.MeasureAsync();
                return 0;

            case ["statements"]:
            {
                await using var service = await Service.StartAsync(1000, Hot.Settings);
                await Statements.MeasureAsync(service);
                return 0;
            }

            case [Bare.Verb]:
                return await Bare.RunAsync();

            case ["lists", .. var rest]:
                await Lists.MeasureAsync(Number(rest, 1_000_000));
                return 0;

            default:
                await Console.Error.WriteLineAsync(Help);
                return 2;
        }
    }

    private static int Number(string[] arguments, int otherwise) => arguments is [var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : otherwise;
}
