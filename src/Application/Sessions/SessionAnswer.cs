using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Sessions;

/// <summary>A device that is signed in. Last used is when its tokens were last renewed.</summary>
public sealed record SessionAnswer(SessionId Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, string Address, string UserAgent, bool Current);

/// <summary>The questions several use cases ask of the sessions' table.</summary>
internal static class LiveSessions
{
    public static IQueryable<Session> LiveOf(this ISessionsDb db, UserId userId, DateTimeOffset now) =>
        db.Sessions.Where(s => s.UserId == userId && s.EndedAt == null && s.IdleExpiresAt > now && s.ExpiresAt > now);

    /// <summary>The signed-in devices of a user, the current one first, then by last use.</summary>
    public static async Task<IReadOnlyList<SessionAnswer>> ListAsync(
        this ISessionsDb db, UserId userId, SessionId? current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sessions = await db.LiveOf(userId, now).AsNoTracking().OrderByDescending(s => s.RotatedAt)
            .Select(s => new { s.Id, s.CreatedAt, s.RotatedAt, s.Address, s.UserAgent }).ToListAsync(cancellationToken);
        return [.. sessions
            .Select(s => new SessionAnswer(s.Id, s.CreatedAt, s.RotatedAt, s.Address, s.UserAgent, s.Id == current))
            .OrderByDescending(s => s.Current)];
    }

    /// <summary>Ends the sessions used longest ago, so that <paramref name="kept"/> remain.</summary>
    public static async Task EndOldestAsync(this ISessionsDb db, UserId userId, int kept, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var session in await db.LiveOf(userId, now).OrderByDescending(s => s.RotatedAt).Skip(kept).ToListAsync(cancellationToken))
            session.End(SessionEnd.Displaced, now);
    }

    /// <summary>Ends every session of a user but one; also one that has just expired, lest a refresh at that very moment revive it.</summary>
    public static async Task EndAllAsync(
        this ISessionsDb db, UserId userId, SessionId? but, SessionEnd reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var session in await db.Sessions.Where(s => s.UserId == userId && s.EndedAt == null).ToListAsync(cancellationToken))
        {
            if (session.Id != but)
                session.End(reason, now);
        }
    }
}
