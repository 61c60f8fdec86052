using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Auth.Infrastructure;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Startup;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Auth.WebApi.Common;

/// <summary>
/// A server of its own for whoever runs the service, with <c>/metrics</c> and <c>/health/…</c> and nothing else. It shares neither port nor routes nor the bound on connections with that of the clients,
/// so it answers when that one is full, until the end.
/// </summary>
internal sealed class Management(
    IOptions<ManagementOptions> options, MeterProvider metrics, Readiness readiness, DirectDatabase database, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private WebApplication? server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        server = Build();
        try
        {
            await server.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new ConfigurationException($"{ManagementOptions.Section}:{nameof(ManagementOptions.Port)} cannot be opened: {e.Message} Set it, and {nameof(ManagementOptions.Address)}, to what is free on this machine.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(options.Value.Address), options.Value.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(readiness);
        builder.Services.AddSingleton(database);
        // Signals are the other host's to hear, and spans of who looks after the service are nobody's to read.
        builder.Services.AddSingleton<IHostLifetime, AsLongAsTheOther>();
        builder.Services.AddSingleton(new ActivitySource("Auth.Management"));

        var app = builder.Build();
        app.Use(LeaveUncounted);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, predicate: null, path: "/metrics", configureBranchedPipeline: null, optionsName: null);
        app.MapHealth();
        return app;
    }

    /// <summary>Requests of clients are what is counted.</summary>
    private static Task LeaveUncounted(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IHttpMetricsTagsFeature>() is { } tags)
            tags.MetricsDisabled = true;
        return next(http);
    }

    private sealed class AsLongAsTheOther : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
