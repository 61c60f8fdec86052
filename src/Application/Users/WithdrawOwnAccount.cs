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
        var userId = context.SignedIn.UserId;
        var check = await passwords.CheckCurrentAsync(userId, request.CurrentPassword!, cancellationToken);
        if (!check.IsSuccess)
            return check.Error;

        await unitOfWork.BeginAsync(cancellationToken);
        if (!await passwords.ConfirmAsync(userId, check.Value, cancellationToken))
            return CredentialErrors.CurrentPasswordWrong; // Changed meanwhile.
        return await Withdrawal.RunAsync(db, unitOfWork, userId, cancellationToken);
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
