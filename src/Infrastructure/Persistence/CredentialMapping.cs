using Auth.Domain.Credentials;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Auth.Infrastructure.Persistence;

internal sealed class CredentialMapping : IEntityTypeConfiguration<Credential>
{
    public void Configure(EntityTypeBuilder<Credential> builder)
    {
        builder.ToTable("credentials");
        builder.HasKey(c => c.UserId);
        builder.HasOne<User>().WithOne().HasForeignKey<Credential>(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(c => c.PepperId).HasMaxLength(PasswordHash.PepperIdMaxLength);
        builder.Property(c => c.Hash).HasMaxLength(PasswordHash.ValueMaxLength);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.Ignore(c => c.PasswordHash);
    }
}

/// <summary>How many attempts one key has made in a window that ends by itself.</summary>
internal sealed class AttemptCount
{
    public const int KeyLength = 32;

    public byte[] Key { get; set; } = [];

    public int Count { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Whether the trail has been told that it is used up.</summary>
    public bool Told { get; set; }
}

internal sealed class AttemptCountMapping : IEntityTypeConfiguration<AttemptCount>
{
    public void Configure(EntityTypeBuilder<AttemptCount> builder)
    {
        builder.ToTable("attempt_counts");
        builder.HasKey(a => a.Key);
        builder.HasIndex(a => a.EndsAt).HasDatabaseName("ix_attempt_counts_ends_at");
    }
}
