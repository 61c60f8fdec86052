using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Credentials;

/// <summary>
/// Changes one's own password; every other session ends. Refused with <c>validation_failed</c> (also for a wrong current password),
/// <c>too_many_attempts</c> or <c>overloaded</c>.
/// </summary>
[AllowedTo(Caller.SignedIn)]
public sealed record ChangePassword(Secret? CurrentPassword, Secret? NewPassword) : ICommand<Done>;

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator(IPasswordJudge judge)
    {
        RuleFor(r => r.CurrentPassword).CurrentPassword();
        RuleFor(r => r.NewPassword).NewPassword(judge);
    }
}

internal sealed class ChangePasswordHandler(
    ICredentialsDb db, IPasswords passwords, IPasswordJudge judge, IUserDirectory users, RequestContext context, TimeProvider clock)
    : IHandler<ChangePassword, Done>
{
    public async Task<Result<Done>> Handle(ChangePassword request, CancellationToken cancellationToken)
    {
        var userId = context.SignedIn.UserId;
        if (judge.Refusal(request.NewPassword!, await users.FindDetailsAsync(userId, cancellationToken)) is { } refusal)
            return CommonErrors.ValidationFailed([refusal with { Field = "newPassword" }]);

        var check = await passwords.CheckCurrentAsync(userId, request.CurrentPassword!, cancellationToken);
        if (!check.IsSuccess)
            return check.Error;

        var hash = await passwords.HashAsync(request.NewPassword!, cancellationToken);
        if (!hash.IsSuccess)
            return hash.Error;

        var credential = await db.Credentials.SingleOrDefaultAsync(c => c.UserId == userId && c.Version == check.Value.Version, cancellationToken);
        if (credential is null)
            return CredentialErrors.CurrentPasswordWrong;
        credential.ChangePassword(hash.Value, clock.GetUtcNow());
        return default(Done);
    }
}
