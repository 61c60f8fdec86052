using System.Data.Common;
using Auth.Application;
using Auth.Infrastructure;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Startup;
using Auth.WebApi.Audit;
using Auth.WebApi.Common;
using Auth.WebApi.Sessions;
using Auth.WebApi.Users;
using Microsoft.Extensions.Options;

try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.WebHost.ConfigureEdge(builder.Configuration);
    builder.Services.AddApplication();
    builder.Services.AddInfrastructure(builder.Configuration, builder.Environment);
    builder.Services.AddEdge();

    var app = builder.Build();
    if (args is ["migrate"])
        return await MigrateAsync(app);

    app.UseEdge();
    app.MapUsers();
    app.MapSessions();
    app.MapAudit();
    app.MapHealth();
    app.MapDocumentation();
    var readiness = app.Services.GetRequiredService<Readiness>(); // Running disposes the services at its end.
    await app.RunAsync();
    return Fail(readiness.Failure);
}
catch (Exception e) when (e is ConfigurationException or OptionsValidationException or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" })
{
    return Fail(e);
}
catch (Exception e) when (e is DbException || DatabaseFaults.IsUnavailable(e))
{
    return Fail(e.GetBaseException());
}

static async Task<int> MigrateAsync(WebApplication app)
{
    var applied = await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
    Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", applied)}");
    return 0;
}

static int Fail(Exception? mistake)
{
    if (mistake is not null)
        Console.Error.WriteLine(mistake.Message);
    return mistake is null ? 0 : 1;
}
