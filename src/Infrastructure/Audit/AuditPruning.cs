using System.Data;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Audit;

/// <summary>
/// Removes lines that have had their time: always all up to a checkpoint that stays, which is signed as the new beginning in the same transaction. So a trail whose
/// first lines somebody else removed has no such signature.
/// </summary>
internal sealed class AuditPruning(AuthDbContextFactory contexts, AuditKeys keys, IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditPruning> log)
{
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        while (await PruneToNextCheckpointAsync(cancellationToken))
        {
        }
    }

    /// <summary>Checkpoints that stay are near each other, so that no lock is held for long.</summary>
    private async Task<bool> PruneToNextCheckpointAsync(CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        var due = clock.GetUtcNow() - TimeSpan.FromDays(options.Value.KeptDays);
        if (!await db.AuditCheckpoints.AnyAsync(c => c.IsKept && c.StartSignature == null && c.MadeAt < due, cancellationToken))
            return false;

        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await db.Guards.HoldAsync(Guard.AuditTrail, cancellationToken);
        var start = await db.AuditCheckpoints.Where(c => c.IsKept && c.StartSignature == null && c.MadeAt < due).OrderBy(c => c.Sequence).FirstOrDefaultAsync(cancellationToken);
        if (start is null)
            return false;

        using var own = await keys.OwnAsync(db, cancellationToken);
        if (own.Find(start.KeyId) is not { } signer || !own.HasSigned(start))
            throw new InvalidOperationException($"The checkpoint at {start.Sequence} is not signed by this service, so nothing is removed. See: auth audit verify");
        start.StartSignature = signer.Sign(start.StartStatement());
        await db.SaveChangesAsync(cancellationToken);
        var removed = await db.AuditEvents.Where(e => e.Sequence <= start.Sequence).ExecuteDeleteAsync(cancellationToken);
        await db.AuditCheckpoints.Where(c => c.Sequence < start.Sequence).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        log.Pruned(removed, start.Sequence, Convert.ToHexStringLower(start.Hash));
        return true;
    }
}
