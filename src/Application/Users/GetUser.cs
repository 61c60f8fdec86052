using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>One member's personal data. A command, since the reading itself is written into the audit trail. Refused with <c>not_found</c>.</summary>
[AllowedTo(Caller.Administrator)]
public sealed record GetUser(UserId Id) : ICommand<UserAnswer>;

internal sealed class GetUserHandler(IUsersDb db, IUnitOfWork unitOfWork) : IHandler<GetUser, UserAnswer>
{
    public async Task<Result<UserAnswer>> Handle(GetUser request, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().WithConsents().SingleOrDefaultAsync(u => u.Id == request.Id, cancellationToken);
        if (user is null)
            return CommonErrors.NotFound;
        unitOfWork.Tell(new UserViewed(user.Id));
        return UserAnswer.From(user);
    }
}
