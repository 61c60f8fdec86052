using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Auth.Application.Sessions;

/// <summary>
/// Proves the password once more, which what is hard to undo asks for. The session goes on under a new id and with new tokens; the former one ends. Refused
/// with <c>validation_failed</c> (also for a wrong password), <c>too_many_attempts</c> or <c>overloaded</c>.
/// </summary>
[AllowedTo(Caller.SignedIn)]
public sealed record Reauthenticate(Secret? Password) : ICommand<LoggedIn>;

internal sealed class ReauthenticateValidator : AbstractValidator<Reauthenticate>
{
    public ReauthenticateValidator() => RuleFor(r => r.Password).CurrentPassword();
}

internal sealed class ReauthenticateHandler(
    ISessionsDb db,
    IUserDirectory users,
    IPasswords passwords,
    IUnitOfWork unitOfWork,
    IRefreshTokens refreshTokens,
    LoggedInAnswer answer,
    RequestContext context,
    IOptions<SessionOptions> options,
    TimeProvider clock) : IHandler<Reauthenticate, LoggedIn>
{
    public async Task<Result<LoggedIn>> Handle(Reauthenticate request, CancellationToken cancellationToken)
    {
        var caller = context.SignedIn;
        var check = await passwords.CheckCurrentAsync(caller.UserId, request.Password!, cancellationToken);
        if (!check.IsSuccess)
            return check.Error.Fields is [var wrong] ? CommonErrors.ValidationFailed("password", wrong.Code, wrong.Message) : check.Error;

        // As at a login: what ends the user's sessions comes wholly before this, and stops it, or wholly after, and ends the new one.
        await unitOfWork.BeginAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (!await users.HoldAsync(caller.UserId, cancellationToken)
            || await users.FindAsync(caller.UserId, cancellationToken) is not { } user
            || !await passwords.ConfirmAsync(user.Id, check.Value, cancellationToken)
            || !await EndFormerAsync(caller.SessionId, now, cancellationToken))
            return SessionErrors.TokenInvalid;

        var session = Session.GoOn(user.Id, refreshTokens.NewNonce(), context.Device, options.Value.Lifetimes, now);
        db.Sessions.Add(session);
        var bearer = new Bearer(user.Id, user.Username, user.Role, session.Id, session.AuthenticatedAt);
        return await answer.MakeAsync(bearer, session.Nonce, session.Generation, session.IdleExpiresAt, now, cancellationToken);
    }

    private async Task<bool> EndFormerAsync(SessionId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Sessions.Where(s => s.Id == id && s.EndedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(s => s.EndedAt, now).SetProperty(s => s.EndReason, SessionEnd.Reauthenticated), cancellationToken) == 1;
}
