using System.Data.Common;
using Auth.Infrastructure;
using Auth.Infrastructure.Persistence;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary>The commands of the host, and what it tells the operator: a sentence a line on standard error, and an exit code.</summary>
internal static class CommandLine
{
    public const string Migrate = "migrate";
    public const string Audit = "audit";

    private const string Help = """
        auth            starts the service; settings are read from the environment and from --Section:Name=value
        auth migrate    brings the database's tables up to date and ends
        auth audit verify [--from <sequence>] [--expect <sequence>:<hash>]
                        checks the sealed audit trail, all of it or behind a checkpoint, and that a checkpoint of the log still holds
        """;

    public const int Done = 0;
    public const int Failed = 1;
    private const int Misused = 2;

    /// <summary>The exit code for a first argument that is neither a command nor a setting, so that a slip does not start the service; otherwise null.</summary>
    public static int? Refuse(string argument)
    {
        if (argument is Migrate or Audit || (argument.StartsWith('-') && argument.Contains('=', StringComparison.Ordinal)))
            return null;
        if (argument is not ("help" or "--help" or "-h"))
            return Misuse(argument);
        Console.WriteLine(Help);
        return Done;
    }

    public static int Misuse(string command)
    {
        Console.Error.WriteLine($"There is no command '{command}'.{Environment.NewLine}{Help}");
        return Misused;
    }

    public static async Task<int> MigrateAsync(DatabaseMigrator migrator)
    {
        var applied = await migrator.MigrateAsync(CancellationToken.None);
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
