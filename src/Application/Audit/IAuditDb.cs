using Auth.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Audit;

/// <summary>The tables of the Audit module.</summary>
public interface IAuditDb
{
    DbSet<AuditEvent> AuditEvents { get; }
}
