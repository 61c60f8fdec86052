using Auth.Application.Common;
using Auth.Domain.Users;
using Auth.Infrastructure.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Persistence;

internal sealed class SignedInCallers(AuthDbContext db, SigningKeyRing keys, TimeProvider clock) : ISignedInCallers
{
    public async Task<SignedInCaller?> FindAsync(Identity identity, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var caller = await db.Sessions.AsNoTracking()
            .Where(s => s.Id == identity.SessionId && s.UserId == identity.UserId && s.EndedAt == null && s.IdleExpiresAt > now && s.ExpiresAt > now)
            .Where(_ => db.SigningKeys.Any(k => k.Id == identity.KeyId))
            .Join(db.Users.Where(u => u.Status == UserStatus.Active), s => s.UserId, u => u.Id, (s, u) => new SignedInCaller(u.Id, s.Id, u.Role, s.AuthenticatedAt))
            .SingleOrDefaultAsync(cancellationToken);
        // A key that was revoked elsewhere: this node forgets it now rather than at its next look.
        if (caller is null && !await db.SigningKeys.AnyAsync(k => k.Id == identity.KeyId, cancellationToken))
            await keys.ReadAsync(cancellationToken);
        return caller;
    }
}
