using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Auth.Infrastructure.Persistence;

/// <summary>Contexts for work outside a request's unit of work.</summary>
public sealed class AuthDbContextFactory
{
    private readonly Func<AuthDbContext> create;
    private readonly Type type;

    private AuthDbContextFactory(Func<AuthDbContext> create, Type type)
    {
        this.create = create;
        this.type = type;
    }

    public static AuthDbContextFactory For<TContext>(Func<TContext> create)
        where TContext : AuthDbContext => new(create, typeof(TContext));

    public AuthDbContext Create() => create();

    /// <summary>The ids of all migrations of this database, found without EF.</summary>
    internal IEnumerable<string> Migrations() => type.Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Migration)) && t.GetCustomAttribute<DbContextAttribute>()?.ContextType == type)
        .Select(t => t.GetCustomAttribute<MigrationAttribute>()!.Id);

    /// <summary>Has EF build its model now, so that the first request that needs it does not wait for it. Asks nothing of the database.</summary>
    public void WarmUp()
    {
        using var db = create();
        _ = db.Model;
    }
}
