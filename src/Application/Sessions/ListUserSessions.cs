using Auth.Application.Common;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Users;

namespace Auth.Application.Sessions;

/// <summary>A member's signed-in devices. A command, since the reading itself is written into the audit trail. Refused with <c>not_found</c>.</summary>
[AllowedTo(Caller.Administrator)]
public sealed record ListUserSessions(UserId UserId) : ICommand<IReadOnlyList<SessionAnswer>>;

internal sealed class ListUserSessionsHandler(ISessionsDb db, IUserDirectory users, IUnitOfWork unitOfWork, RequestContext context, TimeProvider clock)
    : IHandler<ListUserSessions, IReadOnlyList<SessionAnswer>>
{
    public async Task<Result<IReadOnlyList<SessionAnswer>>> Handle(ListUserSessions request, CancellationToken cancellationToken)
    {
        if (!await users.ExistsAsync(request.UserId, cancellationToken))
            return CommonErrors.NotFound;
        unitOfWork.Tell(new UserDevicesViewed(request.UserId));
        return Result.Of(await db.ListAsync(request.UserId, context.SignedIn.SessionId, clock.GetUtcNow(), cancellationToken));
    }
}
