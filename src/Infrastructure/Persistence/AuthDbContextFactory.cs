using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Persistence;

/// <summary>Contexts for work outside a request's unit of work.</summary>
public sealed class AuthDbContextFactory(Func<AuthDbContext> create)
{
    public AuthDbContext Create() => create();

    /// <summary>Whether a connection can be had now.</summary>
    public async Task<bool> CanConnectAsync(CancellationToken cancellationToken)
    {
        await using var db = create();
        return await db.Database.CanConnectAsync(cancellationToken);
    }

    public static AuthDbContextFactory For<TContext>(IDbContextFactory<TContext> factory)
        where TContext : AuthDbContext => new(factory.CreateDbContext);
}
