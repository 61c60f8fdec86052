using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Auth.Infrastructure.Persistence;

/// <summary>A secret that outlives a master key, sealed under the one of today.</summary>
internal sealed class SealedSecret
{
    public string Purpose { get; set; } = "";

    public string Id { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ActiveFrom { get; set; }

    public byte[] SealedValue { get; set; } = [];
}

internal sealed class SealedSecretMapping : IEntityTypeConfiguration<SealedSecret>
{
    public void Configure(EntityTypeBuilder<SealedSecret> builder)
    {
        builder.ToTable("kept_secrets");
        builder.HasKey(s => new { s.Purpose, s.Id });
        builder.Property(s => s.Purpose).HasMaxLength(32);
        builder.Property(s => s.Id).HasMaxLength(8);
        builder.Property(s => s.SealedValue).HasMaxLength(128);
    }
}
