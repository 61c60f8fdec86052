using System.CommandLine;
using System.Data.Common;
using Auth.Infrastructure;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Startup;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary>The one command line of the host, and what it tells the operator: a sentence a line on standard error, and an exit code.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int Failed = 1;
    private const int Misused = 2;
    private const int Interrupted = 130;

    /// <summary>The host's own that are written like options.</summary>
    private static readonly string[] HostSettings = ["--urls", "--environment"];

    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(10);

    /// <summary>Starts the service, or does what the words ask for. Settings, <c>--Section:Name=value</c>, may stand among them. Answers the exit code: 2 where it was called wrongly.</summary>
    public static Task<int> RunAsync(string[] arguments, Launch launch, Func<Launch, IEnumerable<Command>> commands)
    {
        launch.Settings = [.. arguments.Where(IsSetting)];
        string[] words = [.. arguments.Where(a => !IsSetting(a))];
        // Apart, since the start of the service should not wait for a parser.
        return ReportAsync(words.Length == 0 ? launch.ServeAsync : () => ParseAsync(words, launch, commands(launch)));
    }

    private static Task<int> ParseAsync(string[] words, Launch launch, IEnumerable<Command> commands)
    {
        var serve = new Command("serve", "starts the service; so does no command at all");
        serve.SetAction((_, _) => launch.ServeAsync());
        var root = new RootCommand("A service that registers people and logs them in. Settings are read from the environment and from --Section:Name=value.") { serve };
        foreach (var command in commands)
            root.Add(command);
        root.SetAction((_, _) => launch.ServeAsync());

        var asked = root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        var isMisuse = asked.Errors.Count > 0;
        // The service minds the signals by itself.
        var own = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = asked.CommandResult.Command == serve ? null : TimeToStop };
        return EndAsync(asked.InvokeAsync(own), isMisuse);
    }

    private static async Task<int> EndAsync(Task<int> running, bool isMisuse)
    {
        var code = await running;
        return isMisuse ? Misused : code;
    }

    private static async Task<int> ReportAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception e) when (IsForTheOperator(e))
        {
            return Fail(e);
        }
    }

    /// <summary>The names of settings have capital letters, those of options have none: so <c>--migrate=now</c> is a slip.</summary>
    private static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) is var end and > 0
        && (argument[..end].Any(char.IsAsciiLetterUpper) || HostSettings.Contains(argument[..end]));

    public static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new ConfigurationException($"The service cannot listen: {e.Message} Set ASPNETCORE_URLS to an address of this machine that is free.");
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested || app.Services.GetRequiredService<Readiness>().Failure is not null)
        {
            // Told to stop before it listened, or never to listen; what waits for the end of the start is let go.
            app.Lifetime.StopApplication();
        }
    }

    /// <summary>Whether the operator can mend it, so that a sentence says more than a stack trace.</summary>
    public static bool IsForTheOperator(Exception failure) => failure switch
    {
        AggregateException several => several.InnerExceptions.All(IsForTheOperator),
        ConfigurationException or OptionsValidationException or DbException => true,
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => true,
        _ => DatabaseFaults.IsUnavailable(failure),
    };

    public static int Fail(Exception? failure)
    {
        foreach (var sentence in Sentences(failure))
            Console.Error.WriteLine(sentence);
        return failure is null ? Done : Failed;
    }

    /// <summary>Says why it failed.</summary>
    public static int Fail(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return Failed;
    }

    /// <summary>What is told of a failure, a sentence a line.</summary>
    public static IEnumerable<string> Sentences(Exception? failure) => failure switch
    {
        null => [],
        AggregateException several => several.InnerExceptions.SelectMany(Sentences),
        OptionsValidationException invalid => invalid.Failures,
        ConfigurationException or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => [failure.Message],
        // The driver's own are of a connection: they have the socket's inside, or are of an answer that was cut short.
        IOException { InnerException: null } and not EndOfStreamException => [$"A file cannot be used ({failure.Message})."],
        _ when IsForTheOperator(failure) => [$"The database cannot be used ({failure.GetBaseException().Message})."],
        _ => ["The service cannot go on; the log says why."],
    };
}
