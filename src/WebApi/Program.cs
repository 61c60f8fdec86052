using Auth.Application;
using Auth.Infrastructure;
using Auth.Infrastructure.Startup;
using Auth.WebApi.Audit;
using Auth.WebApi.Common;
using Auth.WebApi.Pages;
using Auth.WebApi.Sessions;
using Auth.WebApi.Users;
using Microsoft.Extensions.Options;

var asked = CommandLine.Read(args, [.. KeyCommands.Verbs, AuditCommand.Verify, ConfigCommand.Check(Build), HealthCommand.Ask]);
if (asked.ExitCode is { } code)
    return code;

try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = asked.Settings, ContentRootPath = AppContext.BaseDirectory });
    builder.Configuration.AddSecretFiles();
    if (asked.Verb?.FromConfiguration is { } answer)
        return await answer(builder);

    SettingsCatalogue.RefuseUnknown(builder.Configuration);
    await using var app = Build(builder);
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    if (asked.Verb?.RunAsync is { } run)
        return await run(app.Services, asked.Operands);

    app.UseEdge();
    app.MapUsers();
    app.MapSessions();
    app.MapAudit();
    app.MapHealth();
    app.MapDocumentation();
    app.MapSecurityTxt();
    app.MapPages();
    await CommandLine.StartAsync(app);
    await app.WaitForShutdownAsync();
    return CommandLine.Fail(app.Services.GetRequiredService<Readiness>().Failure);
}
catch (Exception e) when (CommandLine.IsForTheOperator(e))
{
    return CommandLine.Fail(e);
}

static WebApplication Build(WebApplicationBuilder builder)
{
    builder.WebHost.ConfigureEdge(builder.Configuration);
    builder.Services.AddApplication();
    builder.Services.AddInfrastructure(builder.Configuration, builder.Environment);
    builder.Services.AddPages(builder.Configuration);
    builder.Services.AddEdge(builder.Configuration);
    builder.AddTelemetry();
    return builder.Build();
}
