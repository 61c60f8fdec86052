using System.CommandLine;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Infrastructure.Tokens;
using Auth.WebApi.Common;
using Spectre.Console;

namespace Auth.WebApi.Users;

/// <summary><c>auth admin create</c>: an administrator for who has the machine. The password is typed, or comes by standard input, so that no list of processes shows it.</summary>
internal static class AdministratorCommand
{
    public static Command For(Launch launch)
    {
        var username = new Argument<string>("USERNAME") { Description = "of the new administrator" };
        return new("admin", "administrators")
        {
            launch.Command(
                "create", "makes an administrator; asks for the password, or reads it from standard input",
                (services, asked, stop) => CreateAsync(services, asked.GetRequiredValue(username), stop), username),
        };
    }

    private static async Task<int> CreateAsync(IServiceProvider services, string username, CancellationToken stop)
    {
        var password = Console.IsInputRedirected
            ? await Console.In.ReadLineAsync(stop) ?? ""
            : await AskAsync(stop);
        if (password is null)
            return CommandLine.Fail("The two passwords differ.");
        await services.GetRequiredService<KeyUpkeep>().RunAsync(stop);
        return await Launch.SendAsync(services, new CreateAdministrator(username, new Secret(password)), made => [$"Made the administrator {made.Username}."], stop);
    }

    /// <summary>Twice, since nobody sees what they type; null where it is not the same.</summary>
    private static async Task<string?> AskAsync(CancellationToken stop)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var password = await console.PromptAsync(new TextPrompt<string>("Password:").Secret(null), stop);
        return await console.PromptAsync(new TextPrompt<string>("Once more:").Secret(null), stop) == password ? password : null;
    }
}
