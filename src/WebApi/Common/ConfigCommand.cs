using System.CommandLine;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary><c>auth config check</c>: prints what is in effect, also where it is wrong, then what is wrong.</summary>
internal static class ConfigCommand
{
    public static Command For(Launch launch) => new("config", "the settings")
    {
        launch.Command("check", "prints the settings in effect, secrets hidden, and says what is wrong or missing", builder => CheckAsync(builder, launch)),
    };

    private static async Task<int> CheckAsync(WebApplicationBuilder builder, Launch launch)
    {
        foreach (var line in SettingsCatalogue.Lines(builder.Configuration, builder.Environment))
            Console.WriteLine(line);
        List<Exception> wrong = [.. SettingsCatalogue.Unknown(builder.Configuration)];
        try
        {
            await using var app = launch.Build(builder);
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception e) when (CommandLine.IsForTheOperator(e))
        {
            wrong.Add(e);
        }

        if (wrong.Count > 0)
            return CommandLine.Fail(new AggregateException(wrong));
        Console.WriteLine("The service can run with these settings. The database was not asked.");
        return CommandLine.Done;
    }
}
