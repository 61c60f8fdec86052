using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>That a name or an address is somebody's has to be said where one is chosen. It tells who has an account, so it is said only so often.</summary>
internal static class Taken
{
    /// <summary>Whether one of them is taken. Counted before the answer is known, so that questions at once cannot pass under the budget, and given back where it tells nothing.</summary>
    public static async Task<Error?> FindAsync(IUsersDb db, IBudgets budgets, Username? username, EmailAddress? email, CancellationToken cancellationToken)
    {
        if (await budgets.TakeAsync(Budget.TakenAnswers, cancellationToken) is { } tooMany)
            return tooMany;
        if (username is not null && await db.Users.AnyAsync(u => u.Username == username, cancellationToken))
            return UserErrors.UsernameTaken;
        if (email is not null && await db.Users.AnyAsync(u => u.Email == email, cancellationToken))
            return UserErrors.EmailTaken;
        await budgets.GiveBackAsync(Budget.TakenAnswers);
        return null;
    }
}
