using Auth.Domain.Audit;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Auth.Infrastructure.Persistence;

/// <summary>No foreign keys: the trail outlives whom it tells of.</summary>
internal sealed class AuditEventMapping : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("audit_events");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Type).HasMaxLength(AuditEvent.TypeMaxLength);
        builder.Property(e => e.Outcome).HasMaxLength(AuditEvent.OutcomeMaxLength);
        builder.Property(e => e.Address).HasMaxLength(Device.AddressMaxLength);
        builder.Property(e => e.UserAgent).HasMaxLength(Device.UserAgentMaxLength);
        builder.Property(e => e.TraceId).HasMaxLength(AuditEvent.TraceIdMaxLength);
        builder.Property(e => e.OriginSalt).HasMaxLength(AuditEvent.SaltLength);
        builder.Property(e => e.OriginDigest).HasMaxLength(AuditEvent.HashLength);
        builder.Property(e => e.Reason).HasMaxLength(FreeText.ReasonMaxLength);
        builder.Property(e => e.ReasonSalt).HasMaxLength(AuditEvent.SaltLength);
        builder.Property(e => e.ReasonDigest).HasMaxLength(AuditEvent.HashLength);
        builder.Property(e => e.Hash).HasMaxLength(AuditEvent.HashLength);
        builder.Ignore(e => e.IsOriginIntact).Ignore(e => e.IsOriginErased).Ignore(e => e.IsReasonIntact).Ignore(e => e.IsReasonErased);

        // Both for the order of the chain and, where there is none yet, for finding what is to be sealed.
        builder.HasIndex(e => e.Sequence).IsUnique().HasDatabaseName("ux_audit_events_sequence");
        builder.HasIndex(e => new { e.SubjectId, e.Id }).HasDatabaseName("ix_audit_events_subject_id");
        builder.HasIndex(e => new { e.ActorId, e.Id }).HasDatabaseName("ix_audit_events_actor_id");
        builder.HasIndex(e => new { e.Type, e.Id }).HasDatabaseName("ix_audit_events_type");
    }
}

internal sealed class AuditCheckpointMapping : IEntityTypeConfiguration<AuditCheckpoint>
{
    public void Configure(EntityTypeBuilder<AuditCheckpoint> builder)
    {
        builder.ToTable("audit_checkpoints");
        builder.HasKey(c => c.Sequence);
        builder.Property(c => c.Sequence).ValueGeneratedNever();
        builder.Property(c => c.Hash).HasMaxLength(AuditEvent.HashLength);
        builder.Property(c => c.KeyId).HasMaxLength(SigningKey.IdMaxLength);
        builder.Property(c => c.Signature).HasMaxLength(AuditKey.SignatureLength);
        builder.Property(c => c.StartSignature).HasMaxLength(AuditKey.SignatureLength);
    }
}

/// <summary>A key pair for the checkpoints of the audit trail (ES256, P-256). The private key is kept encrypted under the master key.</summary>
internal sealed class AuditKey
{
    public const int SignatureLength = 64;

    /// <summary>The key's RFC 7638 thumbprint.</summary>
    public string Id { get; set; } = "";

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public byte[] PublicKey { get; set; } = [];

    public byte[] EncryptedPrivateKey { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class AuditKeyMapping : IEntityTypeConfiguration<AuditKey>
{
    public void Configure(EntityTypeBuilder<AuditKey> builder)
    {
        builder.ToTable("audit_keys");
        builder.HasKey(k => k.Id);
        builder.Property(k => k.Id).HasMaxLength(SigningKey.IdMaxLength);
        builder.Property(k => k.PublicKey).HasMaxLength(128);
        builder.Property(k => k.EncryptedPrivateKey).HasMaxLength(512);
    }
}
