using Auth.Application;
using Auth.Application.Audit;
using Auth.Infrastructure;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Startup;
using Auth.WebApi.Audit;
using Auth.WebApi.Common;
using Auth.WebApi.Pages;
using Auth.WebApi.Sessions;
using Auth.WebApi.Users;
using Microsoft.Extensions.Options;

if (args is [var first, ..] && CommandLine.Refuse(first) is { } code)
    return code;

try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.WebHost.ConfigureEdge(builder.Configuration);
    builder.Services.AddApplication();
    builder.Services.AddInfrastructure(builder.Configuration, builder.Environment);
    builder.Services.AddPages(builder.Configuration);
    builder.Services.AddEdge();

    await using var app = builder.Build();
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    if (args is [CommandLine.Migrate])
        return await CommandLine.MigrateAsync(app.Services.GetRequiredService<DatabaseMigrator>());
    if (args is [CommandLine.Audit, ..])
        return await AuditCommand.RunAsync(app.Services.GetRequiredService<IAuditVerifier>(), args);

    app.UseEdge();
    app.MapUsers();
    app.MapSessions();
    app.MapAudit();
    app.MapHealth();
    app.MapDocumentation();
    app.MapPages();
    await CommandLine.StartAsync(app);
    await app.WaitForShutdownAsync();
    return CommandLine.Fail(app.Services.GetRequiredService<Readiness>().Failure);
}
catch (Exception e) when (CommandLine.IsForTheOperator(e))
{
    return CommandLine.Fail(e);
}
