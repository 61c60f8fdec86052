using Auth.Domain.Common;
using Auth.Domain.Users;

namespace Auth.Domain.Audit;

/// <summary>An administrator read the audit trail; that of one person where somebody is named.</summary>
public sealed record AuditTrailViewed(UserId? UserId) : IRepeated;

/// <summary>The operator had the audit trail, or a part of it, written into a file.</summary>
public sealed record AuditTrailExported() : IDomainEvent;
