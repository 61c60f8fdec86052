using System.Security.Cryptography;
using Auth.Application.Audit;
using Auth.Domain.Audit;
using Auth.Domain.Users;

namespace Auth.Infrastructure.Audit;

/// <summary>One way along the chain, and what was found on it.</summary>
internal sealed class ChainWalk(long begin, byte[] hash, AuditKeyRing own)
{
    public const int MostProblems = 100;
    private const int MostCandidates = 3;

    private readonly List<AuditProblem> problems = [];

    /// <summary>
    /// What the next line may follow: the hash that the line before has, or the one that it should have. So of a changed line and an unchanged one behind it the
    /// first alone is named. Null behind a gap, where nobody can tell.
    /// </summary>
    private byte[][]? before = [hash];

    private AuditAnchor? anchor;

    public IReadOnlyList<AuditProblem> Problems => problems;

    public long Count { get; private set; }

    public long First { get; } = begin + 1;

    public long Last { get; private set; } = begin;

    public void Add(Guid? id, long? sequence, string kind)
    {
        if (problems.Count < MostProblems)
            problems.Add(new AuditProblem(id, sequence, kind));
    }

    /// <summary>Remembers what is expected, where it lies on the way; says so where it cannot.</summary>
    public void Anchor(AuditAnchor? expected, long start, long head, AuditCheckpoint? beginning)
    {
        if (expected is null)
            return;
        if (expected.Sequence > head)
            Add(null, expected.Sequence, "cut_off");
        else if (expected.Sequence == beginning?.Sequence)
            Compare(expected, beginning.Hash);
        else if (expected.Sequence < First || expected.Sequence <= start)
            Add(null, expected.Sequence, "anchor_unknown");
        else
            anchor = expected;
    }

    public void Pass(AuditEvent line, AuditCheckpoint? checkpoint, IReadOnlyCollection<UserId?> gone)
    {
        var sequence = line.Sequence!.Value;
        SkipTo(sequence);
        CheckHash(line);
        CheckErasable(line, gone);
        if (checkpoint is not null)
            Check(checkpoint, line);
        if (anchor?.Sequence == sequence)
            Compare(anchor, line.Hash);
        (Last, Count) = (sequence, Count + 1);
    }

    /// <summary>Names what is missing at the end.</summary>
    public void End(long end) => SkipTo(end + 1);

    private void SkipTo(long sequence)
    {
        for (var missing = Last + 1; missing < sequence && problems.Count < MostProblems; missing++)
            Add(null, missing, "removed");
        if (sequence > Last + 1)
            before = null;
    }

    private void CheckHash(AuditEvent line)
    {
        var should = before?.Select(line.HashAfter).ToList() ?? [];
        var has = line.Hash ?? [];
        var follows = should.Exists(hash => CryptographicOperations.FixedTimeEquals(hash, has));
        if (before is not null && !follows)
            Add(line.Id, line.Sequence, "changed");
        before = follows ? [has] : [has, .. should.Take(MostCandidates)];
    }

    /// <summary>Where from belongs to whoever acted, or to whom it was about where nobody did; the reason to either.</summary>
    private void CheckErasable(AuditEvent line, IReadOnlyCollection<UserId?> gone)
    {
        if (!line.IsOriginIntact)
            Add(line.Id, line.Sequence, "origin_changed");
        else if (line.IsOriginErased && !IsGone(line.ActorId ?? line.SubjectId))
            Add(line.Id, line.Sequence, "origin_erased");
        if (!line.IsReasonIntact)
            Add(line.Id, line.Sequence, "reason_changed");
        else if (line.IsReasonErased && !IsGone(line.ActorId) && !IsGone(line.SubjectId))
            Add(line.Id, line.Sequence, "reason_erased");

        bool IsGone(UserId? id) => id is not null && gone.Contains(id);
    }

    /// <summary>A line that follows from the ones before but is not what was signed: it was changed, or one before it, and the hashes were made to fit.</summary>
    private void Check(AuditCheckpoint checkpoint, AuditEvent line)
    {
        if (!own.HasSigned(checkpoint))
        {
            Add(null, checkpoint.Sequence, "signature_invalid");
        }
        else if (!CryptographicOperations.FixedTimeEquals(checkpoint.Hash, line.Hash))
        {
            if (before is [_])
                Add(line.Id, line.Sequence, "changed");
            before = [.. before!, checkpoint.Hash];
        }
    }

    private void Compare(AuditAnchor expected, byte[]? hash)
    {
        if (!string.Equals(expected.Hash, Convert.ToHexStringLower(hash ?? []), StringComparison.OrdinalIgnoreCase))
            Add(null, expected.Sequence, "anchor_differs");
    }
}
