using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>One member's personal data. A command, since the reading itself is written into the audit trail. Refused with <c>not_found</c> or <c>validation_failed</c>.</summary>
/// <param name="Id">The member.</param>
/// <param name="Reason">Why the member's data is opened, at most 200 characters; it stands in the audit trail until either of the two withdraws.</param>
[AllowedTo(Caller.Administrator)]
public sealed record GetUser(UserId Id, string? Reason = null) : ICommand<UserAnswer>;

internal sealed class GetUserValidator : AbstractValidator<GetUser>
{
    public GetUserValidator() => RuleFor(r => r.Reason).Must(r => r is null || FreeText.IsValid(r, FreeText.ReasonMaxLength))
        .WithErrorCode("reason_malformed").WithMessage($"The reason must be 1 to {FreeText.ReasonMaxLength} characters, without control characters.");
}

internal sealed class GetUserHandler(IUsersDb db, IUnitOfWork unitOfWork) : IHandler<GetUser, UserAnswer>
{
    public async Task<Result<UserAnswer>> Handle(GetUser request, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().WithConsents().SingleOrDefaultAsync(u => u.Id == request.Id, cancellationToken);
        if (user is null)
            return CommonErrors.NotFound;
        unitOfWork.Tell(new UserViewed(user.Id, request.Reason is { } reason ? FreeText.Clean(reason) : null));
        return UserAnswer.From(user);
    }
}
