using System.Data.Common;
using Auth.Application.Common;
using Auth.Infrastructure;
using Auth.Infrastructure.Persistence;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary>
/// A command of the host: its words, what has to or, in brackets, may stand behind them, what it does, and how; answers the exit code. One of the two
/// ways is given: by the service put together, with settings that it may run with, or by the settings alone.
/// </summary>
internal sealed record Verb(
    string Words, string Operands, string Help, Func<IServiceProvider, string[], Task<int>>? RunAsync = null, Func<WebApplicationBuilder, Task<int>>? FromConfiguration = null)
{
    /// <summary>Whether the words ask for this one.</summary>
    public bool IsMeant(string[] words) =>
        string.Join(' ', words.Take(Words.Split(' ').Length)) == Words
        && (Operands.StartsWith('[') || words.Length == $"{Words} {Operands}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);

    public string[] OperandsIn(string[] words) => words[Words.Split(' ').Length..];
}

/// <summary>The commands of the host, and what it tells the operator: a sentence a line on standard error, and an exit code.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int Failed = 1;
    private const int Misused = 2;

    private static readonly Verb Migrate = new("migrate", "", "brings the database's tables up to date and ends", (services, _) => MigrateAsync(services));

    /// <summary>What the arguments ask for: a command, or neither that nor an exit code where they start the service.</summary>
    public static Asked Read(string[] arguments, params Verb[] verbs)
    {
        verbs = [Migrate, .. verbs];
        string[] words = [.. arguments.Where(a => !IsSetting(a))];
        var asked = new Asked([.. arguments.Where(IsSetting)], []);
        if (words.Length == 0)
            return asked;
        if (words is ["help" or "--help" or "-h"])
        {
            Console.WriteLine(Help(verbs));
            return asked with { ExitCode = Done };
        }

        if (Array.FindLast(verbs, v => v.IsMeant(words)) is { } verb)
            return asked with { Verb = verb, Operands = verb.OperandsIn(words) };
        // So that a slip does not start the service.
        Console.Error.WriteLine(Help(verbs));
        return asked with { ExitCode = Misuse(string.Join(' ', words)) };
    }

    public static int Misuse(string command)
    {
        Console.Error.WriteLine($"There is no command '{command}'.");
        return Misused;
    }

    /// <summary>Sends a use case as the host, and prints what came of it.</summary>
    public static async Task<int> SendAsync<T>(IServiceProvider services, IUseCase<T> request, Func<T, IEnumerable<string>> lines)
    {
        await using var scope = services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IUseCases>().SendAsync(request, CancellationToken.None);
        if (!result.IsSuccess)
        {
            Console.Error.WriteLine(result.Error.Message);
            return Failed;
        }

        foreach (var line in lines(result.Value))
            Console.WriteLine(line);
        return Done;
    }

    private static bool IsSetting(string argument) => argument.StartsWith('-') && argument.Contains('=', StringComparison.Ordinal);

    private static string Help(Verb[] verbs)
    {
        (string Call, string Help)[] lines =
        [
            ("auth", "starts the service; settings are read from the environment and from --Section:Name=value"),
            .. verbs.Select(v => ($"auth {v.Words} {v.Operands}".TrimEnd(), v.Help)),
        ];
        var width = lines.Max(l => l.Call.Length);
        return string.Join(Environment.NewLine, lines.Select(l => $"{l.Call.PadRight(width)}    {l.Help}"));
    }

    private static async Task<int> MigrateAsync(IServiceProvider services)
    {
        var applied = await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", applied)}");
        return Done;
    }

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
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop before it listened.
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

    private static IEnumerable<string> Sentences(Exception? failure) => failure switch
    {
        null => [],
        AggregateException several => several.InnerExceptions.SelectMany(Sentences),
        OptionsValidationException invalid => invalid.Failures,
        ConfigurationException or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => [failure.Message],
        _ when IsForTheOperator(failure) => [$"The database cannot be used ({failure.GetBaseException().Message})."],
        _ => ["The service cannot go on; the log says why."],
    };
}

/// <summary>The arguments of the process, read. <paramref name="Settings"/> are for the configuration.</summary>
internal sealed record Asked(string[] Settings, string[] Operands, Verb? Verb = null, int? ExitCode = null);
