using Auth.Application.Audit;
using Auth.Domain.Audit;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Audit;

/// <summary>Goes along the chain page by page. A trail that begins elsewhere in the end, since lines have had their time meanwhile, is checked anew.</summary>
internal sealed class AuditVerifier(AuthDbContextFactory contexts, AuditKeys keys, TimeProvider clock) : IAuditVerifier, IDisposable
{
    private const int PageSize = 1000;
    private const int MostRuns = 3;

    /// <summary>How long a line may be without its place in the chain; sealing takes seconds.</summary>
    public static readonly TimeSpan SealedWithin = TimeSpan.FromMinutes(5);

    private static readonly string Withdrawn = AuditEventTypes.Of(typeof(UserWithdrawn));

    private readonly SemaphoreSlim alone = new(1);

    public async Task<AuditVerification?> TryVerifyAsync(AuditExtent extent, CancellationToken cancellationToken)
    {
        if (!await alone.WaitAsync(TimeSpan.Zero, cancellationToken))
            return null;
        try
        {
            for (var run = 1; ; run++)
            {
                await using var db = contexts.Create();
                using var own = await keys.OwnAsync(db, cancellationToken);
                var before = await StartAsync(db, own, cancellationToken);
                var verification = await VerifyAsync(db, own, before, extent, cancellationToken);
                if (run == MostRuns || verification.Verified || (await StartAsync(db, own, cancellationToken))?.Sequence == before?.Sequence)
                    return verification;
            }
        }
        finally
        {
            alone.Release();
        }
    }

    public void Dispose() => alone.Dispose();

    /// <summary>The checkpoint behind which the chain begins since the lines up to it were removed; null where it begins with the first line of all.</summary>
    private static async Task<AuditCheckpoint?> StartAsync(AuthDbContext db, AuditKeyRing own, CancellationToken cancellationToken)
    {
        var starts = await db.AuditCheckpoints.AsNoTracking().Where(c => c.StartSignature != null).OrderByDescending(c => c.Sequence).Take(PageSize).ToListAsync(cancellationToken);
        return starts.Find(c => own.HasSigned(c) && own.HasSignedStart(c));
    }

    private async Task<AuditVerification> VerifyAsync(
        AuthDbContext db, AuditKeyRing own, AuditCheckpoint? start, AuditExtent extent, CancellationToken cancellationToken)
    {
        // In this order: what is sealed meanwhile is not taken for something that no checkpoint vouches for.
        var last = await db.AuditEvents.MaxAsync(e => e.Sequence, cancellationToken) ?? 0;
        var head = await db.AuditCheckpoints.AsNoTracking().OrderByDescending(c => c.Sequence).FirstOrDefaultAsync(cancellationToken);
        var begin = await BeginAsync(db, own, start, head, extent, cancellationToken);
        var walk = new ChainWalk(begin?.Sequence ?? 0, begin?.Hash ?? [], own);
        if (extent.After is { } after && begin?.Sequence != after)
            walk.Add(null, after, "checkpoint_missing");
        walk.Anchor(extent.Expect, start?.Sequence ?? 0, head?.Sequence ?? 0, begin);

        var end = head?.Sequence ?? 0;
        await StrayAsync(db, walk, start?.Sequence ?? 0, end, last, cancellationToken);
        var most = extent.Most * 2 ?? long.MaxValue;
        while (walk.Count < most && await PageAsync(db, walk, end, cancellationToken))
        {
        }

        var isDone = walk.Count < most;
        if (isDone)
            walk.End(end);
        return new AuditVerification(
            walk.Problems.Count == 0, isDone && walk.First == (start?.Sequence ?? 0) + 1, walk.Count, walk.First, walk.Last, Show(head, own), walk.Problems);
    }

    /// <summary>The checkpoint behind which the check begins; null at the first line of all.</summary>
    private static async Task<AuditCheckpoint?> BeginAsync(
        AuthDbContext db, AuditKeyRing own, AuditCheckpoint? start, AuditCheckpoint? head, AuditExtent extent, CancellationToken cancellationToken)
    {
        var latest = extent.After ?? (extent.Most is { } most && head is not null ? head.Sequence - most : 0);
        var found = await db.AuditCheckpoints.AsNoTracking().Where(c => c.Sequence <= latest).OrderByDescending(c => c.Sequence).FirstOrDefaultAsync(cancellationToken);
        return found is not null && found.Sequence > (start?.Sequence ?? 0) && own.HasSigned(found) ? found : start;
    }

    private static async Task<bool> PageAsync(AuthDbContext db, ChainWalk walk, long end, CancellationToken cancellationToken)
    {
        var after = walk.Last;
        var lines = await db.AuditEvents.AsNoTracking().Where(e => e.Sequence > after && e.Sequence <= end).OrderBy(e => e.Sequence).Take(PageSize).ToListAsync(cancellationToken);
        if (lines.Count == 0)
            return false;
        var until = lines[^1].Sequence;
        var checkpoints = await db.AuditCheckpoints.AsNoTracking().Where(c => c.Sequence > after && c.Sequence <= until).ToDictionaryAsync(c => c.Sequence, cancellationToken);
        var people = lines.Where(l => l.IsOriginErased || l.IsReasonErased).SelectMany(l => new[] { l.ActorId, l.SubjectId }).Distinct().ToList();
        var gone = people.Count == 0 ? [] : await db.AuditEvents.Where(e => e.Type == Withdrawn && e.SubjectId != null && people.Contains(e.SubjectId))
            .Select(e => e.SubjectId).ToListAsync(cancellationToken);
        foreach (var line in lines)
            walk.Pass(line, checkpoints.GetValueOrDefault(line.Sequence!.Value), gone);
        return true;
    }

    /// <summary>Lines where there can be none: before the beginning, behind the newest checkpoint, or without a place for too long.</summary>
    private async Task StrayAsync(AuthDbContext db, ChainWalk walk, long start, long head, long last, CancellationToken cancellationToken)
    {
        var late = clock.GetUtcNow() - SealedWithin;
        var stray = await db.AuditEvents.AsNoTracking()
            .Where(e => e.Sequence <= start || (e.Sequence > head && e.Sequence <= last))
            .OrderBy(e => e.Sequence).Select(e => new { e.Id, e.Sequence }).Take(ChainWalk.MostProblems).ToListAsync(cancellationToken);
        foreach (var line in stray)
            walk.Add(line.Id, line.Sequence, "inserted");
        var waiting = await db.AuditEvents.AsNoTracking().Where(e => e.Sequence == null && e.At < late).OrderBy(e => e.Id).Select(e => e.Id).Take(ChainWalk.MostProblems).ToListAsync(cancellationToken);
        foreach (var id in waiting)
            walk.Add(id, null, "unsealed");
    }

    private static AuditHead? Show(AuditCheckpoint? head, AuditKeyRing own) => head is null ? null : new AuditHead(
        head.Sequence, Convert.ToHexStringLower(head.Hash), head.MadeAt, head.KeyId, own.Find(head.KeyId)?.PublicKey, Convert.ToBase64String(head.Signature));
}
