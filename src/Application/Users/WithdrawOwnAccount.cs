using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>
/// Withdraws oneself: everything personal is erased, every session ends. Refused with <c>validation_failed</c> (a wrong password),
/// <c>too_many_attempts</c>, <c>last_administrator</c> or <c>overloaded</c>.
/// </summary>
[AllowedTo(Caller.SignedIn)]
public sealed record WithdrawOwnAccount(Secret? CurrentPassword) : ICommand<Done>;

internal sealed class WithdrawOwnAccountValidator : AbstractValidator<WithdrawOwnAccount>
{
    public WithdrawOwnAccountValidator() => RuleFor(r => r.CurrentPassword).CurrentPassword();
}

internal sealed class WithdrawOwnAccountHandler(IUsersDb db, IPasswords passwords, IUnitOfWork unitOfWork, RequestContext context)
    : IHandler<WithdrawOwnAccount, Done>
{
    public async Task<Result<Done>> Handle(WithdrawOwnAccount request, CancellationToken cancellationToken)
    {
        var check = await passwords.CheckAsync(context.SignedIn.UserId, context.SignedIn.UserId.ToString(), request.CurrentPassword!, cancellationToken);
        if (!check.IsSuccess)
            return check.Error;
        if (!check.Value.Matches)
        {
            unitOfWork.Tell(new PasswordCheckFailed(context.SignedIn.UserId));
            return CredentialErrors.CurrentPasswordWrong;
        }

        return await Withdrawal.RunAsync(db, unitOfWork, context.SignedIn.UserId, cancellationToken);
    }
}

/// <summary>The one way a user goes, whoever asked for it.</summary>
internal static class Withdrawal
{
    public static async Task<Result<Done>> RunAsync(IUsersDb db, IUnitOfWork unitOfWork, UserId id, CancellationToken cancellationToken)
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken);
        if (user is null)
            return CommonErrors.NotFound;
        if (await Administrators.IsLastAsync(db, unitOfWork, user, cancellationToken))
            return UserErrors.LastAdministrator;

        user.Withdraw();
        db.Users.Remove(user);
        return default(Done);
    }
}
