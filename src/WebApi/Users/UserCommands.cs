using System.CommandLine;
using Auth.Infrastructure.Import;
using Auth.Infrastructure.Tokens;
using Auth.WebApi.Common;

namespace Auth.WebApi.Users;

/// <summary>Brings users from elsewhere, and writes them out. Runs beside the service or without it.</summary>
internal static class UserCommands
{
    public static Command For(Launch launch) => new("users", "brings users over, or writes them out") { Import(launch), Export(launch) };

    private static Command Import(Launch launch)
    {
        var original = new Option<string>("--from-original") { HelpName = "CONNECTION STRING", Description = "of the MariaDB of the original program; - reads it from standard input" };
        var file = new Option<string>("--from-jsonl") { HelpName = "FILE", Description = "one user a line, as export writes them; - is standard input" };
        var zone = new Option<TimeZoneInfo>("--time-zone")
        {
            HelpName = "ZONE",
            Description = "of the times in the original program's tables",
            DefaultValueFactory = _ => TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"),
            CustomParser = text =>
            {
                if (TimeZoneInfo.TryFindSystemTimeZoneById(text.Tokens[0].Value, out var found))
                    return found;
                text.AddError($"There is no time zone '{text.Tokens[0].Value}'. Name it as in Asia/Seoul.");
                return null;
            },
        };
        var command = launch.Command(
            "import", "brings users over; who is here already stays as they are. Says line by line what cannot be taken, and ends with exit code 1 if there is any",
            async (services, asked, stop) =>
            {
                await services.GetRequiredService<KeyUpkeep>().RunAsync(stop);
                var import = new UserImport(services, Console.Out);
                return asked.GetValue(original) is { } connectionString
                    ? await import.FromOriginalAsync(new OriginalProgram(connectionString == "-" ? await Console.In.ReadLineAsync(stop) ?? "" : connectionString, asked.GetRequiredValue(zone), services.GetRequiredService<TimeProvider>()), stop)
                    : await import.FromFileAsync(asked.GetRequiredValue(file), stop);
            },
            original, file, zone);
        command.Validators.Add(asked =>
        {
            if (asked.GetResult(original) is null == asked.GetResult(file) is null)
                asked.AddError("Name one source: --from-original or --from-jsonl.");
        });
        return command;
    }

    private static Command Export(Launch launch)
    {
        var file = new Option<string>("--out") { HelpName = "FILE", Description = "to write; standard output where nothing is said" };
        var hashes = new Option<bool>("--with-password-hashes") { Description = "also the hashes, from which passwords can be guessed" };
        return launch.Command(
            "export", "writes all users, one a line, with all that is kept of them",
            async (services, asked, stop) =>
            {
                await services.GetRequiredService<KeyUpkeep>().RunAsync(stop);
                return await UserFile.WriteAsync(services, asked.GetValue(file), asked.GetValue(hashes), stop);
            },
            file, hashes);
    }
}
