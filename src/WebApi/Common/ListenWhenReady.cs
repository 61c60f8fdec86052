using Auth.Infrastructure.Startup;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary>
/// Where the settings say so, keeps the server, which starts last, from listening before the service is ready, and at all where it failed. A proxy that learns of a node by its requests alone is refused meanwhile, and takes them to
/// another node; of an answer of 503 it would not know whether it may.
/// </summary>
internal sealed class ListenWhenReady(IOptions<EdgeOptions> edge, Readiness readiness) : IHostedService
{
    /// <summary>Where it failed, the start ends here: <see cref="Readiness.Failure"/> says why.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!edge.Value.ListenWhenReady)
            return;
        await readiness.Settled.WaitAsync(cancellationToken);
        if (readiness.Failure is not null)
            throw new OperationCanceledException();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
