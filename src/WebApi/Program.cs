using Auth.Application;
using Auth.Infrastructure;
using Auth.Infrastructure.Startup;
using Auth.WebApi.Audit;
using Auth.WebApi.Common;
using Auth.WebApi.Pages;
using Auth.WebApi.Sessions;
using Auth.WebApi.Users;

return await CommandLine.RunAsync(args, new Launch(Build, ServeAsync), launch =>
    [MigrateCommand.For(launch), AdministratorCommand.For(launch), UserCommands.For(launch), KeyCommands.For(launch), AuditCommands.For(launch), ConfigCommand.For(launch), HealthCommand.For(launch)]);

static async Task<int> ServeAsync(WebApplication app)
{
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

static WebApplication Build(WebApplicationBuilder builder)
{
    builder.WebHost.ConfigureEdge(builder.Configuration);
    builder.Services.AddApplication();
    builder.Services.AddInfrastructure(builder.Configuration, builder.Environment);
    builder.Services.AddPages(builder.Configuration);
    builder.AddTelemetry(); // Before the edge, which may wait for the service: whoever watches sees it wait.
    builder.Services.AddEdge(builder.Configuration);
    return builder.Build();
}
