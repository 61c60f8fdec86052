using Auth.Domain.Credentials;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Credentials;

/// <summary>The tables of the Credentials module.</summary>
public interface ICredentialsDb
{
    DbSet<Credential> Credentials { get; }
}
