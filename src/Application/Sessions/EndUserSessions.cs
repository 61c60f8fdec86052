using Auth.Application.Common;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;

namespace Auth.Application.Sessions;

/// <summary>Ends all sessions of a member. Refused with <c>not_found</c> or <c>reauthentication_required</c>.</summary>
[AllowedTo(Caller.Administrator)]
public sealed record EndUserSessions(UserId UserId) : ICommand<Done>, ISensitive
{
    bool ISensitive.IsSensitive => true;
}

internal sealed class EndUserSessionsHandler(ISessionsDb db, IUserDirectory users, TimeProvider clock) : IHandler<EndUserSessions, Done>
{
    public async Task<Result<Done>> Handle(EndUserSessions request, CancellationToken cancellationToken)
    {
        if (!await users.ExistsAsync(request.UserId, cancellationToken))
            return CommonErrors.NotFound;
        await db.EndAllAsync(request.UserId, but: null, SessionEnd.Revoked, clock.GetUtcNow(), cancellationToken);
        return default(Done);
    }
}
