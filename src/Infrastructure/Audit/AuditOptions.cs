using System.ComponentModel.DataAnnotations;

namespace Auth.Infrastructure.Audit;

/// <summary>How long the audit trail is kept.</summary>
public sealed class AuditOptions
{
    public const string Section = "Auth:Audit";

    /// <summary>Days after which lines are removed.</summary>
    [Range(30, 36500)]
    public int KeptDays { get; set; } = 365;
}
