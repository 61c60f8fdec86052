using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Auth.Application.Sessions;

/// <summary>
/// Trades a refresh token for its successor and a new access token. Refused with <c>refresh_token_invalid</c>, <c>refresh_token_expired</c>, or
/// <c>refresh_token_reused</c>, which ends the session (RFC 9700 4.14.2). A network that shows too many tokens which were never made here gets <c>too_many_requests</c> for
/// these; a genuine token is always answered.
/// </summary>
[AllowedTo(Caller.Anyone)]
public sealed record RefreshSession(Secret? RefreshToken) : ICommand<LoggedIn>;

internal sealed class RefreshSessionValidator : AbstractValidator<RefreshSession>
{
    public RefreshSessionValidator() =>
        RuleFor(r => r.RefreshToken).NotNull().WithErrorCode("refresh_token_required").WithMessage("A refresh token is needed.");
}

internal sealed class RefreshSessionHandler(
    ISessionsDb db,
    ISessionRotation sessions,
    IRefreshTokens tokens,
    LoggedInAnswer answer,
    IBudgets budgets,
    IOptions<SessionOptions> options,
    TimeProvider clock) : IHandler<RefreshSession, LoggedIn>
{
    public async Task<Result<LoggedIn>> Handle(RefreshSession request, CancellationToken cancellationToken)
    {
        if (tokens.Read(request.RefreshToken!) is not { } presented)
            return await RefuseForgedAsync(cancellationToken);

        while (true)
        {
            var found = await sessions.FindAsync(presented.SessionId, cancellationToken);
            if (found is null || !tokens.IsGenuine(presented, found.Nonce))
                return await RefuseForgedAsync(cancellationToken);
            if (!found.IsActive)
                return SessionErrors.RefreshTokenInvalid;

            var (id, rotation) = (found.Bearer.SessionId, found.Rotation);
            var now = clock.GetUtcNow();
            switch (rotation.Judge(presented.Generation, options.Value.RefreshLeeway, now))
            {
                case RotationVerdict.Rotate:
                    var idleEnd = rotation.IdleEndAfterRotation(options.Value.Lifetimes.Idle, now);
                    if (await sessions.TryRotateAsync(id, presented.Generation, idleEnd, now, cancellationToken))
                        return answer.Make(found, presented.Generation + 1, idleEnd, now);
                    continue; // Somebody was faster; look again, and the verdict will be another.
                case RotationVerdict.RepeatSuccessor:
                    if (!await sessions.TryConfirmAsync(id, rotation.Generation, cancellationToken))
                        continue;
                    return answer.Make(found, rotation.Generation, rotation.IdleExpiresAt, now);
                case RotationVerdict.Reused:
                    await EndAsync(id, now, cancellationToken);
                    return SessionErrors.RefreshTokenReused;
                case RotationVerdict.Expired:
                    return SessionErrors.RefreshTokenExpired;
                default:
                    return SessionErrors.RefreshTokenInvalid;
            }
        }
    }

    private async Task<Error> RefuseForgedAsync(CancellationToken cancellationToken) =>
        await budgets.TakeAsync(Budget.FailedRefreshes, cancellationToken) ?? SessionErrors.RefreshTokenInvalid;

    private async Task EndAsync(SessionId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
        session?.End(SessionEnd.TokenReused, now);
    }
}
