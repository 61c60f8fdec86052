using System.Data;
using Auth.Domain.Audit;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Startup;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Auth.Infrastructure.Audit;

/// <summary>
/// Seals what has been committed: gives each line the next place in the chain and the hash that follows, and signs how far the chain came. In the background, so
/// that no request waits for another's line; one node at a time, by the guard of the trail.
/// </summary>
internal sealed class AuditSealer(AuthDbContextFactory contexts, AuditKeys keys, Readiness readiness, TimeProvider clock, ILogger<AuditSealer> log) : BackgroundService
{
    public const int BatchSize = 1000;

    /// <summary>How many lines, or how much time, lie between two checkpoints that stay.</summary>
    public const int KeptEvery = 2000;

    public static readonly TimeSpan KeptAfter = TimeSpan.FromHours(1);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private const int TriesBetweenWarnings = 30;

    /// <summary>Seals all that is there and answers how many lines that was.</summary>
    public async Task<int> SealAsync(CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        var total = 0;
        while (await db.AuditEvents.AnyAsync(e => e.Sequence == null, cancellationToken))
        {
            var sealedNow = await SealBatchAsync(db, cancellationToken);
            db.ChangeTracker.Clear();
            total += sealedNow;
            if (sealedNow < BatchSize)
                break;
        }

        await KeepHeadAsync(db, cancellationToken);
        return total;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        var failures = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                failures = !readiness.IsReady || await TrySealAsync(failures, stoppingToken) ? 0 : failures + 1;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> TrySealAsync(int failures, CancellationToken cancellationToken)
    {
        try
        {
            await SealAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Another node that seals, or a withdrawal, was in the way; the lines are still there. What lasts is told, but not every time.
            if (failures % TriesBetweenWarnings == TriesBetweenWarnings - 1 || !DatabaseFaults.IsConflict(e) && failures == 0)
                log.SealingFailed(e.GetBaseException().Message);
            return false;
        }
    }

    private async Task<int> SealBatchAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await db.Guards.HoldAsync(Guard.AuditTrail, cancellationToken);
        using var own = await keys.OwnOrFirstAsync(db, clock.GetUtcNow(), cancellationToken);
        var (sequence, hash) = await HeadAsync(db, own, cancellationToken);
        // By the index as it lies: sorted by id, the database would sort all that wait for each batch.
        var lines = await db.AuditEvents.Where(e => e.Sequence == null).OrderBy(e => e.Sequence).Take(BatchSize).ToListAsync(cancellationToken);
        if (lines.Count == 0)
            return 0;
        foreach (var line in lines.OrderBy(l => l.Id))
        {
            line.Seal(++sequence, hash);
            hash = line.Hash!;
        }

        var checkpoint = await SignAsync(db, own.Newest!, sequence, hash, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.AuditCheckpoints.Where(c => !c.IsKept && c.Sequence < sequence).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        if (checkpoint.IsKept)
            log.Checkpoint(sequence, Convert.ToHexStringLower(hash));
        return lines.Count;
    }

    /// <summary>
    /// Where the chain goes on: with the hash that was signed, never with what the lines say by now. Were they made anew and their checkpoints taken away, a
    /// signature on top of them would make them true; so the next line does not follow from them, and that is seen for ever.
    /// </summary>
    private static async Task<(long Sequence, byte[] Hash)> HeadAsync(AuthDbContext db, AuditKeyRing own, CancellationToken cancellationToken)
    {
        var checkpoints = await db.AuditCheckpoints.AsNoTracking().OrderByDescending(c => c.Sequence).Take(BatchSize).ToListAsync(cancellationToken);
        var last = await db.AuditEvents.MaxAsync(e => e.Sequence, cancellationToken) ?? 0;
        var newest = checkpoints.Find(own.HasSigned);
        return (Math.Max(last, checkpoints.FirstOrDefault()?.Sequence ?? 0), newest?.Hash ?? []);
    }

    private async Task<AuditCheckpoint> SignAsync(AuthDbContext db, AuditSigner signer, long sequence, byte[] hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var kept = await db.AuditCheckpoints.AsNoTracking().Where(c => c.IsKept).OrderByDescending(c => c.Sequence).FirstOrDefaultAsync(cancellationToken);
        var isKept = kept is null || sequence - kept.Sequence >= KeptEvery || now - kept.MadeAt >= KeptAfter;
        var checkpoint = new AuditCheckpoint(sequence, hash, now, signer.Id, isKept);
        checkpoint.Signature = signer.Sign(checkpoint.Statement());
        db.AuditCheckpoints.Add(checkpoint);
        return checkpoint;
    }

    /// <summary>The newest checkpoint of a trail to which nothing more was added stays too.</summary>
    private async Task KeepHeadAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        var head = await db.AuditCheckpoints.AsNoTracking().OrderByDescending(c => c.Sequence).FirstOrDefaultAsync(cancellationToken);
        if (head is null || head.IsKept || clock.GetUtcNow() - head.MadeAt < KeptAfter)
            return;
        if (await db.AuditCheckpoints.Where(c => c.Sequence == head.Sequence && !c.IsKept).ExecuteUpdateAsync(set => set.SetProperty(c => c.IsKept, true), cancellationToken) == 1)
            log.Checkpoint(head.Sequence, Convert.ToHexStringLower(head.Hash));
    }
}
