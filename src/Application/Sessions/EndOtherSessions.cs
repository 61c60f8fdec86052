using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;

namespace Auth.Application.Sessions;

/// <summary>Ends all of one's own sessions but the current one.</summary>
[AllowedTo(Caller.SignedIn)]
public sealed record EndOtherSessions : ICommand<Done>;

internal sealed class EndOtherSessionsHandler(ISessionsDb db, RequestContext context, TimeProvider clock) : IHandler<EndOtherSessions, Done>
{
    public async Task<Result<Done>> Handle(EndOtherSessions request, CancellationToken cancellationToken)
    {
        var caller = context.SignedIn;
        await db.EndAllAsync(caller.UserId, caller.SessionId, SessionEnd.Revoked, clock.GetUtcNow(), cancellationToken);
        return default(Done);
    }
}
