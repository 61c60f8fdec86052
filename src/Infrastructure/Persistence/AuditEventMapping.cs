using Auth.Domain.Audit;
using Auth.Domain.Sessions;
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
        builder.HasIndex(e => new { e.SubjectId, e.Id }).HasDatabaseName("ix_audit_events_subject_id");
        builder.HasIndex(e => new { e.ActorId, e.Id }).HasDatabaseName("ix_audit_events_actor_id");
        builder.HasIndex(e => new { e.Type, e.Id }).HasDatabaseName("ix_audit_events_type");
    }
}
