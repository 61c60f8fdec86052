using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Auth.Infrastructure.Persistence;

/// <summary>
/// A row to queue up at: whoever must be alone in deciding something updates it first. A row lock on one server, a certification failure and a
/// retry between the nodes of a cluster, where named locks would not reach.
/// </summary>
internal sealed class Guard
{
    public const string Administrators = "administrators";
    public const string AuditTrail = "audit trail";

    public string Name { get; set; } = "";

    public long Holds { get; set; }
}

internal static class Guards
{
    /// <summary>Waits until nobody else holds the guard; holds it until the transaction of this context ends.</summary>
    public static Task<int> HoldAsync(this DbSet<Guard> guards, string name, CancellationToken cancellationToken) =>
        guards.Where(g => g.Name == name).ExecuteUpdateAsync(set => set.SetProperty(g => g.Holds, g => g.Holds + 1), cancellationToken);
}

internal sealed class GuardMapping : IEntityTypeConfiguration<Guard>
{
    public void Configure(EntityTypeBuilder<Guard> builder)
    {
        builder.ToTable("guards");
        builder.HasKey(g => g.Name);
        builder.Property(g => g.Name).HasMaxLength(32);
        builder.HasData(new Guard { Name = Guard.Administrators }, new Guard { Name = Guard.AuditTrail });
    }
}
