using System.CommandLine;
using Auth.Application.Common;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary>How the commands of the host get what they work with: the settings, the service put together as for a start, or the service itself.</summary>
internal sealed class Launch(Func<WebApplicationBuilder, WebApplication> build, Func<WebApplication, Task<int>> serve)
{
    /// <summary>Those of the command line, over all others but the secret files.</summary>
    public string[] Settings { get; set; } = [];

    public WebApplication Build(WebApplicationBuilder builder) => build(builder);

    public Task<int> ServeAsync() => WithApplicationAsync(Builder(), serve);

    /// <summary>A command that works with the service put together, with settings that it may run with.</summary>
    public Command Command(string name, string description, Func<IServiceProvider, ParseResult, CancellationToken, Task<int>> run, params IEnumerable<Symbol> parameters) =>
        Add(name, description, (asked, stop) => WithApplicationAsync(Quiet(Builder()), app => run(app.Services, asked, stop)), parameters);

    /// <summary>A command that works with the settings alone, be they right or wrong.</summary>
    public Command Command(string name, string description, Func<WebApplicationBuilder, Task<int>> run) => Add(name, description, (_, _) => run(Builder()), []);

    /// <summary>Sends a use case as the host, and prints what came of it.</summary>
    public static async Task<int> SendAsync<T>(IServiceProvider services, IUseCase<T> request, Func<T, IEnumerable<string>> lines, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IUseCases>().SendAsync(request, stop);
        if (!result.IsSuccess)
            return CommandLine.Fail(string.Join(Environment.NewLine, result.Error.Fields.Select(f => f.Message).DefaultIfEmpty(result.Error.Message)));
        foreach (var line in lines(result.Value))
            Console.WriteLine(line);
        return CommandLine.Done;
    }

    private static Command Add(string name, string description, Func<ParseResult, CancellationToken, Task<int>> run, IEnumerable<Symbol> parameters)
    {
        var command = new Command(name, description);
        foreach (var parameter in parameters)
        {
            if (parameter is Option option)
                command.Add(option);
            else
                command.Add((Argument)parameter);
        }

        command.SetAction(run);
        return command;
    }

    private WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = Settings, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddSecretFiles();
        return builder;
    }

    /// <summary>Standard output is for what the command answers, so of the log only what is wrong is told, on the other one.</summary>
    private static WebApplicationBuilder Quiet(WebApplicationBuilder builder)
    {
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter<ConsoleLoggerProvider>(level => level >= LogLevel.Warning);
        return builder;
    }

    private async Task<int> WithApplicationAsync(WebApplicationBuilder builder, Func<WebApplication, Task<int>> run)
    {
        SettingsCatalogue.RefuseUnknown(builder.Configuration);
        await using var app = build(builder);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        return await run(app);
    }
}
