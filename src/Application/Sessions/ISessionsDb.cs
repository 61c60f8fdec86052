using Auth.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Sessions;

/// <summary>The tables of the Sessions module.</summary>
public interface ISessionsDb
{
    DbSet<Session> Sessions { get; }

    DbSet<SigningKey> SigningKeys { get; }
}
