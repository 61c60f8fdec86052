using Auth.Application.Common;
using Auth.Domain.Audit;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Audit;

/// <summary>Writes a line for everything that happens, in the same transaction, and forgets where a withdrawn user acted from.</summary>
internal sealed class RecordAuditTrail(IAuditDb db, RequestContext context, TimeProvider clock) : IDomainEventListener
{
    private const string Succeeded = "ok";
    private static readonly TimeSpan RepeatedAfter = TimeSpan.FromMinutes(1);

    public async Task HandleAsync(IDomainEvent happened, CancellationToken cancellationToken)
    {
        var subject = Subject(happened);
        var origin = Origin(happened, subject);
        if (happened is UserWithdrawn withdrawn)
        {
            await db.ForgetAsync(withdrawn.UserId, cancellationToken);
            if (origin.ActorId == withdrawn.UserId)
                origin = new Origin(withdrawn.UserId, null, null, null, null);
        }

        var type = AuditEventTypes.Of(happened.GetType());
        var now = clock.GetUtcNow();
        if (happened is IRepeated && await IsTrailedAsync(type, subject, origin.ActorId, now - RepeatedAfter, cancellationToken))
            return;
        db.AuditEvents.Add(new AuditEvent(type, (happened as IRefusal)?.Code ?? Succeeded, subject, origin, (happened as IReasoned)?.Reason, now));
    }

    /// <summary>By the index of the actor, of whose lines only the last minute's are looked at.</summary>
    private Task<bool> IsTrailedAsync(string type, UserId? subject, UserId? actor, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var first = AuditEvent.LowestIdAt(since);
        return db.AuditEvents.AnyAsync(e => e.ActorId == actor && e.Id > first && e.Type == type && e.SubjectId == subject, cancellationToken);
    }

    private static UserId? Subject(IDomainEvent happened) => happened switch
    {
        IUserEvent e => e.UserId,
        LoginRefused e => e.UserId,
        AuditTrailViewed e => e.UserId,
        LoginThrottled e => e.UserId,
        _ => null,
    };

    /// <summary>Before there is a session, whoever registers or logs in is the one it is about; a stranger who fails is nobody.</summary>
    private Origin Origin(IDomainEvent happened, UserId? subject)
    {
        var origin = context.Origin;
        if (happened is ISessionEvent session)
            origin = origin with { SessionId = session.SessionId };
        return origin.ActorId is null && context.Channel != Channel.Host && happened is UserRegistered or SessionStarted or SessionEnded
            ? origin with { ActorId = subject }
            : origin;
    }
}

/// <summary>What an erasure is in the trail.</summary>
public static class Erasure
{
    /// <summary>
    /// Keeps of a person's events the id, the act and the time. What others did to them keeps the others' address, which is theirs, but not the reason, which may tell
    /// of either. The chain goes on, since it holds digests only; the random bytes in them go too.
    /// </summary>
    public static async Task ForgetAsync(this IAuditDb db, UserId id, CancellationToken cancellationToken)
    {
        await db.AuditEvents.Where(e => (e.ActorId == id || (e.SubjectId == id && e.ActorId == null))).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.Address, (string?)null).SetProperty(e => e.UserAgent, (string?)null)
                .SetProperty(e => e.SessionId, (SessionId?)null).SetProperty(e => e.TraceId, (string?)null).SetProperty(e => e.OriginSalt, (byte[]?)null),
            cancellationToken);
        await db.AuditEvents.Where(e => (e.ActorId == id || e.SubjectId == id) && e.ReasonSalt != null).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.Reason, (string?)null).SetProperty(e => e.ReasonSalt, (byte[]?)null),
            cancellationToken);
    }

    /// <summary>
    /// Forgets those who have withdrawn since then once more: a request that was under way when its sender withdrew, or an administrator who withdrew a moment
    /// after they looked, can have written its line a moment later.
    /// </summary>
    public static async Task ForgetLateLinesAsync(this IAuditDb db, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var first = AuditEvent.LowestIdAt(since);
        var withdrawn = AuditEventTypes.Of(typeof(UserWithdrawn));
        var gone = await db.AuditEvents.Where(e => e.Type == withdrawn && e.Id > first).Select(e => e.SubjectId).Distinct().ToListAsync(cancellationToken);
        foreach (var id in gone.OfType<UserId>())
            await db.ForgetAsync(id, cancellationToken);
    }
}
