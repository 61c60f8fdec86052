using System.Security.Cryptography;
using System.Text;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>
/// Makes the caller the first administrator, by the set-up code that the host prints at start. Works once: refused with <c>setup_code_invalid</c>
/// when the code is wrong and as soon as there is an administrator.
/// </summary>
[AllowedTo(Caller.SignedIn)]
public sealed record BecomeAdministrator(Secret? SetupCode) : ICommand<UserAnswer>;

/// <summary>The code that proves access to the host's console. The same on every node of one database, different for every database.</summary>
public interface ISetupCode
{
    Secret Current { get; }
}

internal sealed class BecomeAdministratorValidator : AbstractValidator<BecomeAdministrator>
{
    public BecomeAdministratorValidator() =>
        RuleFor(r => r.SetupCode).NotNull().WithErrorCode("setup_code_required").WithMessage("Enter the set-up code that the service printed at start.");
}

internal sealed class BecomeAdministratorHandler(IUsersDb db, IUnitOfWork unitOfWork, ISetupCode code, RequestContext context, TimeProvider clock)
    : IHandler<BecomeAdministrator, UserAnswer>
{
    public async Task<Result<UserAnswer>> Handle(BecomeAdministrator request, CancellationToken cancellationToken)
    {
        if (!Matches(request.SetupCode!))
            return Refuse();

        await unitOfWork.HoldAdministratorsAsync(cancellationToken);
        if (await db.Users.AnyAsync(u => u.Role == Role.Admin, cancellationToken))
            return Refuse();

        var user = await db.Users.WithConsents().SingleOrDefaultAsync(u => u.Id == context.SignedIn.UserId, cancellationToken);
        if (user is null)
            return CommonErrors.NotFound;
        user.ChangeRole(Role.Admin, clock.GetUtcNow());
        return UserAnswer.From(user);
    }

    private Error Refuse()
    {
        unitOfWork.Tell(new SetupCodeRefused(context.SignedIn.UserId));
        return UserErrors.SetupCodeInvalid;
    }

    private bool Matches(Secret presented) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented.Reveal().Trim()), Encoding.UTF8.GetBytes(code.Current.Reveal()));
}
