using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Sessions;

/// <summary>
/// Ends trust in a signing key, or in all of them where none is named, at once: from the commit on no node takes a token of theirs. Where the key that signs is
/// among them, a new one signs at once. Sessions live on; their next refresh brings a token of a good key. Refused with <c>not_found</c>.
/// </summary>
[AllowedTo(Caller.Host)]
public sealed record RevokeSigningKeys(string? KeyId) : ICommand<RevokedSigningKeys>;

/// <summary>What was revoked, and the key that was made in its place where one was needed.</summary>
public sealed record RevokedSigningKeys(IReadOnlyList<string> KeyIds, string? SuccessorId);

internal sealed class RevokeSigningKeysHandler(ISessionsDb db, ISigningKeyMaker maker, IUnitOfWork unitOfWork, TimeProvider clock)
    : IHandler<RevokeSigningKeys, RevokedSigningKeys>
{
    public async Task<Result<RevokedSigningKeys>> Handle(RevokeSigningKeys request, CancellationToken cancellationToken)
    {
        var keys = await db.SigningKeys.OrderBy(k => k.Sequence).ToListAsync(cancellationToken);
        var revoked = keys.Where(k => request.KeyId is null || k.Id == request.KeyId).ToList();
        if (revoked.Count == 0)
            return CommonErrors.NotFound;

        var now = clock.GetUtcNow();
        SigningKey? successor = null;
        if (revoked.Contains(SigningKeySchedule.Signer(keys, now)!))
        {
            successor = maker.Make(keys[^1].Sequence + 1, now, now);
            db.SigningKeys.Add(successor);
        }

        // The row is the trust: every request asks for it, and nothing brings it back.
        db.SigningKeys.RemoveRange(revoked);
        foreach (var key in revoked)
            unitOfWork.Tell(new SigningKeyRevoked(key.Id));
        return new RevokedSigningKeys([.. revoked.Select(k => k.Id)], successor?.Id);
    }
}
