using Auth.Infrastructure.Startup;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary>
/// Where the settings say so, keeps the server, which starts last, from listening before the service is ready or has failed. A proxy that learns of a node by its requests alone is refused meanwhile, and takes them to
/// another node; of an answer of 503 it would not know whether it may.
/// </summary>
internal sealed class ListenWhenReady(IOptions<EdgeOptions> edge, Readiness readiness) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => edge.Value.ListenWhenReady ? readiness.Settled.WaitAsync(cancellationToken) : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
