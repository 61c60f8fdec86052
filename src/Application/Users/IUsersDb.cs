using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>The tables of the Users module.</summary>
public interface IUsersDb
{
    DbSet<User> Users { get; }

    DbSet<Consent> Consents { get; }
}
