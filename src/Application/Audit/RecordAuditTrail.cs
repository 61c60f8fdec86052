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

    public async Task HandleAsync(IDomainEvent happened, CancellationToken cancellationToken)
    {
        var subject = Subject(happened);
        var origin = Origin(happened, subject);
        if (happened is UserWithdrawn withdrawn)
        {
            await ForgetAsync(withdrawn.UserId, cancellationToken);
            if (origin.ActorId == withdrawn.UserId)
                origin = new Origin(withdrawn.UserId, null, null, null, null);
        }

        db.AuditEvents.Add(new AuditEvent(AuditEventTypes.Of(happened.GetType()), (happened as IRefusal)?.Code ?? Succeeded, subject, origin, clock.GetUtcNow()));
    }

    private static UserId? Subject(IDomainEvent happened) => happened switch
    {
        IUserEvent e => e.UserId,
        LoginRefused e => e.UserId,
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

    /// <summary>Keeps of a person's events the id, the act and the time. What others did to them keeps the others' address, which is theirs.</summary>
    private Task<int> ForgetAsync(UserId id, CancellationToken cancellationToken) =>
        db.AuditEvents.Where(e => e.ActorId == id || (e.SubjectId == id && e.ActorId == null)).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.Address, (string?)null).SetProperty(e => e.UserAgent, (string?)null)
                .SetProperty(e => e.SessionId, (SessionId?)null).SetProperty(e => e.TraceId, (string?)null),
            cancellationToken);
}
