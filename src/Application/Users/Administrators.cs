using Auth.Application.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>Somebody must always be able to administer: an active administrator remains, whoever acts at the same moment.</summary>
internal static class Administrators
{
    /// <summary>Whether no other active administrator would remain without this one. A yes or no holds until the unit of work is done.</summary>
    public static async Task<bool> IsLastAsync(IUsersDb db, IUnitOfWork unitOfWork, User user, CancellationToken cancellationToken)
    {
        if (user is not { Role: Role.Admin, Status: UserStatus.Active })
            return false;
        await unitOfWork.HoldAdministratorsAsync(cancellationToken);
        return !await db.Users.AnyAsync(u => u.Role == Role.Admin && u.Status == UserStatus.Active && u.Id != user.Id, cancellationToken);
    }
}
