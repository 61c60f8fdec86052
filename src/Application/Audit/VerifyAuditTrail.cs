using Auth.Application.Common;
using Auth.Domain.Common;

namespace Auth.Application.Audit;

/// <summary>
/// Checks the newest part of the sealed trail: every line against the one before it, every checkpoint against its signature. Refused with <c>too_many_requests</c> while
/// another check runs on this node. The whole trail, however long, is checked by <c>auth audit verify</c>.
/// </summary>
[AllowedTo(Caller.Administrator)]
public sealed record VerifyAuditTrail : IQuery<AuditVerification>;

/// <summary>What was checked and what was found.</summary>
/// <param name="Verified">Nothing is wrong with what was checked.</param>
/// <param name="Whole">All that there is was checked; otherwise the lines before <c>from</c>, or behind <c>to</c>, were not.</param>
/// <param name="Events">How many lines were checked.</param>
/// <param name="From">The place in the chain of the first line that was checked.</param>
/// <param name="To">The place of the last one.</param>
/// <param name="Head">The newest checkpoint; none where nothing has been sealed yet.</param>
/// <param name="Problems">What is wrong, a hundred at the most.</param>
public sealed record AuditVerification(bool Verified, bool Whole, long Events, long From, long To, AuditHead? Head, IReadOnlyList<AuditProblem> Problems);

/// <summary>A checkpoint as others can check it.</summary>
/// <param name="Sequence">The place of the line that it vouches for, and by it for all before.</param>
/// <param name="Hash">The hash of that line, SHA-256 in hexadecimal.</param>
/// <param name="MadeAt">When it was signed.</param>
/// <param name="KeyId">The thumbprint of the key (RFC 7638).</param>
/// <param name="PublicKey">SubjectPublicKeyInfo in base64.</param>
/// <param name="Signature">ES256 in base64, as two numbers of 32 bytes.</param>
public sealed record AuditHead(long Sequence, string Hash, DateTimeOffset MadeAt, string KeyId, string? PublicKey, string Signature);

/// <summary>What is wrong with a line, or with a place in the chain where there should be one.</summary>
/// <param name="EventId">The line; none where it is missing, or where a checkpoint is meant.</param>
/// <param name="Sequence">The place in the chain; none where the line has not been sealed.</param>
/// <param name="Kind">
/// <c>changed</c>, <c>removed</c>, <c>inserted</c>, <c>origin_changed</c>, <c>origin_erased</c>, <c>reason_changed</c>, <c>reason_erased</c>, <c>unsealed</c>,
/// <c>checkpoint_missing</c>, <c>signature_invalid</c>, <c>cut_off</c>, <c>anchor_differs</c> or <c>anchor_unknown</c>
/// </param>
public sealed record AuditProblem(Guid? EventId, long? Sequence, string Kind);

/// <summary>A place in the chain and its hash, kept outside of the database.</summary>
public sealed record AuditAnchor(long Sequence, string Hash);

/// <summary>What a check covers.</summary>
/// <param name="Most">As many of the newest lines as this, and a few more; all where nothing is said.</param>
/// <param name="After">Only the lines behind the checkpoint at this place.</param>
/// <param name="Expect">What must still be as it was.</param>
public sealed record AuditExtent(long? Most = null, long? After = null, AuditAnchor? Expect = null);

public interface IAuditVerifier
{
    /// <summary>Null while another check runs on this node.</summary>
    Task<AuditVerification?> TryVerifyAsync(AuditExtent extent, CancellationToken cancellationToken);
}

internal sealed class VerifyAuditTrailHandler(IAuditVerifier verifier) : IHandler<VerifyAuditTrail, AuditVerification>
{
    /// <summary>A second or two of work; a trail of millions must not be a way to keep the database busy.</summary>
    private const long Most = 50_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public async Task<Result<AuditVerification>> Handle(VerifyAuditTrail request, CancellationToken cancellationToken) =>
        await verifier.TryVerifyAsync(new AuditExtent(Most), cancellationToken) is { } verification ? verification : CommonErrors.TooManyRequests(Pause);
}
