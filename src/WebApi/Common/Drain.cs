using System.Globalization;
using Auth.Infrastructure.Startup;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary>
/// The time between the order to stop, when the service says at once that it is not ready, and the end of listening. A load balancer notices meanwhile, and every
/// answer asks its connection to close, so that none is open when they are cut.
/// </summary>
internal sealed class Drain(IOptions<EdgeOptions> edge, Readiness readiness) : IHostedLifecycleService
{
    private const string Setting = $"{EdgeOptions.Section}:{nameof(EdgeOptions.DrainSeconds)}";

    /// <summary>For what is under way when listening ends.</summary>
    private static readonly TimeSpan ForTheLast = TimeSpan.FromSeconds(30);

    public static void Add(IServiceCollection services)
    {
        services.AddHostedService<Drain>();
        // Past the options, since the host asks for its own when it is built, which is before the settings are judged.
        services.AddOptions<HostOptions>().Configure<IConfiguration>((host, configuration) =>
            host.ShutdownTimeout = ForTheLast + TimeSpan.FromSeconds(int.TryParse(configuration[Setting], CultureInfo.InvariantCulture, out var seconds) ? Math.Max(seconds, 0) : 0));
    }

    public static Task EndConnections(HttpContext http, RequestDelegate next)
    {
        // At the last moment, since the order may come while the request is under way, and whoever answers for a failure clears what was set before.
        http.Response.OnStarting(static state =>
        {
            var http = (HttpContext)state;
            var hasConnectionHeader = !HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol);
            if (hasConnectionHeader && http.RequestServices.GetRequiredService<Readiness>().IsStopping)
                http.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        }, http);
        return next(http);
    }

    /// <summary>Nobody was sent to a service that never got ready.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => readiness.HasStarted ? Task.Delay(edge.Value.Drain, cancellationToken) : Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
