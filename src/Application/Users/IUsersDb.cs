using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>The tables of the Users module.</summary>
public interface IUsersDb
{
    DbSet<User> Users { get; }

    DbSet<Consent> Consents { get; }
}

/// <summary>
/// Columns that the database derives and only searches ask for: what an index of the whole column would hold twice, in places far apart in the order of the list.
/// </summary>
public static class UserColumns
{
    /// <summary>The nickname, but null where it repeats the name or the username: whoever searches for it finds those.</summary>
    public const string NicknameApart = nameof(NicknameApart);

    /// <summary>The email address, but null where the username stands before its <c>@</c>.</summary>
    public const string EmailApart = nameof(EmailApart);
}

internal static class UsersQueries
{
    /// <summary>With the consents that hold. The ledger's withdrawn lines may be many, and nothing asks for them.</summary>
    public static IQueryable<User> WithConsents(this IQueryable<User> users) => users.Include(u => u.Consents.Where(c => c.WithdrawnAt == null));
}
