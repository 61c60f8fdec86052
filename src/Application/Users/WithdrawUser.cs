using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;

namespace Auth.Application.Users;

/// <summary>
/// Withdraws a member: everything personal is erased, every session ends. Refused with <c>not_found</c>, <c>last_administrator</c> or
/// <c>reauthentication_required</c>.
/// </summary>
[AllowedTo(Caller.Administrator)]
public sealed record WithdrawUser(UserId Id) : ICommand<Done>, ISensitive
{
    bool ISensitive.IsSensitive => true;
}

internal sealed class WithdrawUserHandler(IUsersDb db, IUnitOfWork unitOfWork) : IHandler<WithdrawUser, Done>
{
    public Task<Result<Done>> Handle(WithdrawUser request, CancellationToken cancellationToken) =>
        Withdrawal.RunAsync(db, unitOfWork, request.Id, cancellationToken);
}
