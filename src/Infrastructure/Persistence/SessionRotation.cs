using Auth.Application.Sessions;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Persistence;

internal sealed class SessionRotation(AuthDbContext db) : ISessionRotation
{
    public async Task<RotatingSession?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        var found = await db.Sessions.AsNoTracking().Where(s => s.Id == id)
            .Join(db.Users.Where(u => u.Status == UserStatus.Active), s => s.UserId, u => u.Id, (s, u) => new { Session = s, u.Username, u.Role })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new RotatingSession(found.Session, found.Username.Value, found.Role);
    }

    public async Task<bool> TryRotateAsync(SessionId id, int generation, DateTimeOffset idleExpiresAt, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Sessions.Where(s => s.Id == id && s.Generation == generation && s.EndedAt == null && s.IdleExpiresAt > now && s.ExpiresAt > now)
            .ExecuteUpdateAsync(
                set => set.SetProperty(s => s.Generation, s => s.Generation + 1).SetProperty(s => s.RotatedAt, now).SetProperty(s => s.IdleExpiresAt, idleExpiresAt),
                cancellationToken) == 1;
}
