using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Auth.Infrastructure.Persistence;

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Ignore(s => s.Rotation);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(s => s.Nonce).HasMaxLength(Session.NonceLength);
        builder.Property(s => s.Address).HasMaxLength(Device.AddressMaxLength);
        builder.Property(s => s.UserAgent).HasMaxLength(Device.UserAgentMaxLength);
        builder.HasIndex(s => s.UserId).HasDatabaseName("ix_sessions_user_id");
        builder.HasIndex(s => s.EndedAt).HasDatabaseName("ix_sessions_ended_at");
        builder.HasIndex(s => s.IdleExpiresAt).HasDatabaseName("ix_sessions_idle_expires_at");
    }
}

internal sealed class SigningKeyMapping : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> builder)
    {
        builder.ToTable("signing_keys");
        builder.HasKey(k => k.Id);
        builder.Property(k => k.Id).HasMaxLength(SigningKey.IdMaxLength);
        builder.Property(k => k.PublicKey).HasMaxLength(128);
        builder.Property(k => k.EncryptedPrivateKey).HasMaxLength(512);
        builder.HasIndex(k => k.Sequence).IsUnique().HasDatabaseName("ux_signing_keys_sequence");
    }
}
