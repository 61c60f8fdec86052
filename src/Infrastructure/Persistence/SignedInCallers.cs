using Auth.Application.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Persistence;

internal sealed class SignedInCallers(AuthDbContext db, TimeProvider clock) : ISignedInCallers
{
    public Task<SignedInCaller?> FindAsync(Identity identity, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return db.Sessions.AsNoTracking()
            .Where(s => s.Id == identity.SessionId && s.UserId == identity.UserId && s.EndedAt == null && s.IdleExpiresAt > now && s.ExpiresAt > now)
            .Join(db.Users.Where(u => u.Status == UserStatus.Active), s => s.UserId, u => u.Id, (s, u) => new SignedInCaller(u.Id, s.Id, u.Role, s.AuthenticatedAt))
            .SingleOrDefaultAsync(cancellationToken);
    }
}
