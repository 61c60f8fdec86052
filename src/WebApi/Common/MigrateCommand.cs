using System.CommandLine;
using Auth.Infrastructure.Persistence;

namespace Auth.WebApi.Common;

/// <summary><c>auth migrate</c>: what a start does with the tables, without a start.</summary>
internal static class MigrateCommand
{
    public static Command For(Launch launch) => launch.Command("migrate", "brings the database's tables up to date and ends", RunAsync);

    private static async Task<int> RunAsync(IServiceProvider services, ParseResult asked, CancellationToken stop)
    {
        var applied = await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(stop);
        Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", applied)}");
        return CommandLine.Done;
    }
}
