using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Persistence;

/// <summary>Contexts for work outside a request's unit of work.</summary>
public sealed class AuthDbContextFactory(Func<AuthDbContext> create)
{
    public AuthDbContext Create() => create();

    public static AuthDbContextFactory For<TContext>(IDbContextFactory<TContext> factory)
        where TContext : AuthDbContext => new(factory.CreateDbContext);
}
