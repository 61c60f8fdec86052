using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Domain.Sessions;
using Auth.Domain.Users;

namespace Auth.Application.Sessions;

/// <summary>
/// A changed password ends every session but the one it was changed in; a suspension ends them all. A withdrawal needs nothing here: the
/// database erases the sessions with the user.
/// </summary>
internal sealed class EndSessionsOfChangedUser(ISessionsDb db, RequestContext context, TimeProvider clock) : IDomainEventListener
{
    public Task HandleAsync(IDomainEvent happened, CancellationToken cancellationToken) => happened switch
    {
        PasswordChanged e => db.EndAllAsync(e.UserId, context.Caller?.SessionId, SessionEnd.PasswordChanged, clock.GetUtcNow(), cancellationToken),
        UserSuspended e => db.EndAllAsync(e.UserId, but: null, SessionEnd.Suspended, clock.GetUtcNow(), cancellationToken),
        _ => Task.CompletedTask,
    };
}
