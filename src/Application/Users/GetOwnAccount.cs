using Auth.Application.Common;
using Auth.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>One's own account.</summary>
[AllowedTo(Caller.SignedIn)]
public sealed record GetOwnAccount : IQuery<UserAnswer>;

internal sealed class GetOwnAccountHandler(IUsersDb db, RequestContext context) : IHandler<GetOwnAccount, UserAnswer>
{
    public async Task<Result<UserAnswer>> Handle(GetOwnAccount request, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().WithConsents().SingleOrDefaultAsync(u => u.Id == context.SignedIn.UserId, cancellationToken);
        return user is null ? CommonErrors.NotFound : UserAnswer.From(user);
    }
}
