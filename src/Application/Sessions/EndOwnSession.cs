using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Sessions;

/// <summary>Ends one of one's own sessions. Refused with <c>not_found</c>, also for a session of somebody else.</summary>
[AllowedTo(Caller.SignedIn)]
public sealed record EndOwnSession(SessionId Id) : ICommand<Done>;

internal sealed class EndOwnSessionHandler(ISessionsDb db, RequestContext context, TimeProvider clock) : IHandler<EndOwnSession, Done>
{
    public async Task<Result<Done>> Handle(EndOwnSession request, CancellationToken cancellationToken)
    {
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == request.Id && s.UserId == context.SignedIn.UserId, cancellationToken);
        if (session is null)
            return CommonErrors.NotFound;
        session.End(SessionEnd.Revoked, clock.GetUtcNow());
        return default(Done);
    }
}
