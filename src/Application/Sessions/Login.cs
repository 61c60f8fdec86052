using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.Extensions.Options;

namespace Auth.Application.Sessions;

/// <summary>
/// Logs somebody in by username or email address. Refused with <c>invalid_credentials</c> (an unknown name and a wrong password alike, at the same cost),
/// <c>account_suspended</c> (only after the right password), <c>too_many_attempts</c> or <c>overloaded</c>.
/// </summary>
[AllowedTo(Caller.Anyone)]
public sealed record Login(string? Username, Secret? Password) : ICommand<LoggedIn>
{
    /// <summary>Without what is in it, for the lowest log level of the framework writes out what a page is sent.</summary>
    public override string ToString() => nameof(Login);
}

internal sealed class LoginValidator : AbstractValidator<Login>
{
    public LoginValidator()
    {
        RuleFor(r => r.Username).NotEmpty().WithErrorCode("username_required").WithMessage("Enter a username.");
        RuleFor(r => r.Password).CurrentPassword();
    }
}

internal sealed class LoginHandler(
    ISessionsDb db,
    IUserDirectory users,
    IPasswords passwords,
    IUnitOfWork unitOfWork,
    IRefreshTokens refreshTokens,
    LoggedInAnswer answer,
    RequestContext context,
    IOptions<SessionOptions> options,
    TimeProvider clock) : IHandler<Login, LoggedIn>
{
    public async Task<Result<LoggedIn>> Handle(Login request, CancellationToken cancellationToken)
    {
        var user = await users.FindByLoginAsync(request.Username!, cancellationToken);

        var check = await passwords.CheckLoginAsync(user?.Id, request.Username!, request.Password!, cancellationToken);
        if (!check.IsSuccess)
            return check.Error; // Not a line in the trail for each, but one for each budget that is used up: a flood would fill the disk.
        if (user is null || !check.Value.Matches)
            return await RefuseAsync(user, SessionErrors.InvalidCredentials, cancellationToken);
        if (user.Status == UserStatus.Suspended)
            return await RefuseAsync(user, SessionErrors.AccountSuspended, cancellationToken);

        // From here on a suspension, a withdrawal or a password change comes wholly before this login, and stops it, or wholly after, and ends its session.
        await unitOfWork.BeginAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (!await users.RecordLoginAsync(user.Id, now, cancellationToken) || !await passwords.ConfirmAsync(user.Id, check.Value, cancellationToken))
            return await RefuseAsync(user, SessionErrors.InvalidCredentials, cancellationToken);

        await db.EndOldestAsync(user.Id, options.Value.MostPerUser - 1, now, cancellationToken);
        var session = Session.Start(user.Id, refreshTokens.NewNonce(), context.Device, options.Value.Lifetimes, now);
        db.Sessions.Add(session);
        var bearer = new Bearer(user.Id, user.Username, user.Role, session.Id, session.AuthenticatedAt);
        var device = await passwords.RememberPlaceAsync(user.Id, cancellationToken);
        var tokens = await answer.MakeAsync(bearer, session.Nonce, session.Generation, session.IdleExpiresAt, now, cancellationToken);
        return tokens with { Device = device, PasswordChangeAdvised = check.Value.ChangeAdvised };
    }

    /// <summary>Tells of the refusal, and whom it concerned unless they have withdrawn meanwhile. An unknown name costs the same statement.</summary>
    private async Task<Error> RefuseAsync(KnownUser? user, Error error, CancellationToken cancellationToken)
    {
        await unitOfWork.BeginAsync(cancellationToken);
        var isThere = await users.HoldAsync(user?.Id ?? default, cancellationToken);
        unitOfWork.Tell(new LoginRefused(isThere ? user?.Id : null, error.Code));
        return error;
    }
}
