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
    ISessionRotation rotation,
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
            var found = await rotation.FindAsync(presented.SessionId, cancellationToken);
            if (found is null || !tokens.IsGenuine(presented, found.Session.Nonce))
                return await RefuseForgedAsync(cancellationToken);

            var session = found.Session;
            var now = clock.GetUtcNow();
            switch (session.Judge(presented.Generation, options.Value.RefreshLeeway, now))
            {
                case RotationVerdict.Rotate:
                    var idleEnd = session.IdleEndAfterRotation(options.Value.Lifetimes.Idle, now);
                    if (await rotation.TryRotateAsync(session.Id, presented.Generation, idleEnd, now, cancellationToken))
                        return await AnswerAsync(found, presented.Generation + 1, idleEnd, now, cancellationToken);
                    continue; // Somebody was faster; look again, and the verdict will be another.
                case RotationVerdict.RepeatSuccessor:
                    return await AnswerAsync(found, session.Generation, session.IdleExpiresAt, now, cancellationToken);
                case RotationVerdict.Reused:
                    await EndAsync(session.Id, now, cancellationToken);
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

    private Task<LoggedIn> AnswerAsync(RotatingSession found, int generation, DateTimeOffset idleEnd, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var bearer = new Bearer(found.Session.UserId, found.Username, found.Role, found.Session.Id, found.Session.AuthenticatedAt);
        return answer.MakeAsync(bearer, found.Session.Nonce, generation, idleEnd, now, cancellationToken);
    }

    private async Task EndAsync(SessionId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
        session?.End(SessionEnd.TokenReused, now);
    }
}
