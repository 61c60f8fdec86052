using Auth.Application.Common;
using Auth.Domain.Common;

namespace Auth.Application.Sessions;

/// <summary>One's own signed-in devices.</summary>
[AllowedTo(Caller.SignedIn)]
public sealed record ListOwnSessions : IQuery<IReadOnlyList<SessionAnswer>>;

internal sealed class ListOwnSessionsHandler(ISessionsDb db, RequestContext context, TimeProvider clock) : IHandler<ListOwnSessions, IReadOnlyList<SessionAnswer>>
{
    public async Task<Result<IReadOnlyList<SessionAnswer>>> Handle(ListOwnSessions request, CancellationToken cancellationToken)
    {
        var caller = context.SignedIn;
        return Result.Of(await db.ListAsync(caller.UserId, caller.SessionId, clock.GetUtcNow(), cancellationToken));
    }
}
