using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>The tables of the Users module.</summary>
public interface IUsersDb
{
    DbSet<User> Users { get; }

    DbSet<Consent> Consents { get; }
}

internal static class UsersQueries
{
    /// <summary>With the consents that hold. The ledger's withdrawn lines may be many, and nothing asks for them.</summary>
    public static IQueryable<User> WithConsents(this IQueryable<User> users) => users.Include(u => u.Consents.Where(c => c.WithdrawnAt == null));
}
