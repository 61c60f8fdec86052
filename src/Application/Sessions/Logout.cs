using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Sessions;

/// <summary>
/// Ends the session of the refresh token, or of the access token where no refresh token is sent. A token that is worth nothing any more
/// is no reason to refuse (RFC 7009 2.2). Refused with <c>validation_failed</c> where neither is sent.
/// </summary>
[AllowedTo(Caller.Anyone)]
public sealed record Logout(Secret? RefreshToken) : ICommand<Done>;

internal sealed class LogoutHandler(ISessionsDb db, IRefreshTokens tokens, ISignedInCallers callers, RequestContext context, TimeProvider clock) : IHandler<Logout, Done>
{
    public async Task<Result<Done>> Handle(Logout request, CancellationToken cancellationToken)
    {
        if (request.RefreshToken is not null)
        {
            var presented = tokens.Read(request.RefreshToken);
            await EndAsync(presented?.SessionId, s => tokens.IsGenuine(presented!, s.Nonce), cancellationToken);
        }
        else if (context.Identity is { } identity)
        {
            // Asked like every request's: who holds a revoked signing key logs nobody out.
            var caller = await callers.FindAsync(identity, cancellationToken);
            await EndAsync(caller?.SessionId, _ => true, cancellationToken);
        }
        else
        {
            return context.IdentityError
                ?? CommonErrors.ValidationFailed("refreshToken", "refresh_token_required", "A refresh token or an access token is needed.");
        }

        return default(Done);
    }

    private async Task EndAsync(SessionId? id, Func<Session, bool> isMeant, CancellationToken cancellationToken)
    {
        var session = id is null ? null : await db.Sessions.SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (session is not null && isMeant(session))
            session.End(SessionEnd.LoggedOut, clock.GetUtcNow());
    }
}
