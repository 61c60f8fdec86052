using Auth.Application.Audit;
using Auth.Infrastructure.Audit;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Auth.Infrastructure.Startup;

/// <summary>Removes what has had its time: sessions that ended or expired, with the addresses they hold, counts whose window is over, known networks that are used no more, old lines of the audit trail, and what late ones hold of the withdrawn.</summary>
internal sealed class Housekeeping(AuthDbContextFactory contexts, AuditPruning trail, Readiness readiness, TimeProvider clock, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(1);
    private static readonly TimeSpan NetworkKept = TimeSpan.FromDays(90);
    private static readonly TimeSpan LateLines = TimeSpan.FromDays(1);
    private const int BatchSize = 1000;

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        var now = clock.GetUtcNow();
        var gone = now - KeptAfterEnd;
        await InBatchesAsync(
            () => db.Sessions.Where(s => s.EndedAt < gone || s.IdleExpiresAt < gone).Select(s => s.Id).Take(BatchSize).ToListAsync(cancellationToken),
            ids => db.Sessions.Where(s => ids.Contains(s.Id)).ExecuteDeleteAsync(cancellationToken));
        await InBatchesAsync(
            () => db.AttemptCounts.Where(a => a.EndsAt <= now).Select(a => a.Key).Take(BatchSize).ToListAsync(cancellationToken),
            keys => db.AttemptCounts.Where(a => keys.Contains(a.Key) && a.EndsAt <= now).ExecuteDeleteAsync(cancellationToken));
        var unused = now - NetworkKept;
        await InBatchesAsync(
            () => db.KnownNetworks.Where(n => n.LastUsedAt < unused).Select(n => n.Key).Take(BatchSize).ToListAsync(cancellationToken),
            keys => db.KnownNetworks.Where(n => keys.Contains(n.Key) && n.LastUsedAt < unused).ExecuteDeleteAsync(cancellationToken));
        await db.ForgetLateLinesAsync(now - LateLines, cancellationToken);
        await trail.PruneAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TrySweepAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task TrySweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (readiness.IsReady)
                await SweepAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.SweepFailed(e.GetBaseException().Message); // The next time will do; nobody waits for it.
        }
    }

    /// <summary>Small steps, so that no lock is held for long and nobody waits for the broom.</summary>
    private static async Task InBatchesAsync<TKey>(Func<Task<List<TKey>>> next, Func<List<TKey>, Task<int>> delete)
    {
        List<TKey> batch;
        do
        {
            batch = await next();
            if (batch.Count > 0)
                await delete(batch);
        }
        while (batch.Count == BatchSize);
    }
}
