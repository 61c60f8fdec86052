using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Auth.Infrastructure.Persistence;

/// <summary>A network from which a user has logged in.</summary>
internal sealed class KnownNetwork
{
    public const int KeyLength = 32;

    public UserId UserId { get; set; }

    public byte[] Key { get; set; } = [];

    public DateTimeOffset LastUsedAt { get; set; }
}

internal sealed class KnownNetworkMapping : IEntityTypeConfiguration<KnownNetwork>
{
    public void Configure(EntityTypeBuilder<KnownNetwork> builder)
    {
        builder.ToTable("known_networks");
        builder.HasKey(n => new { n.UserId, n.Key });
        builder.HasOne<User>().WithMany().HasForeignKey(n => n.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(n => n.LastUsedAt).HasDatabaseName("ix_known_networks_last_used_at");
    }
}
