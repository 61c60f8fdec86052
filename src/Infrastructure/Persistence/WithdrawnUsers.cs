using Auth.Application.Audit;
using Auth.Application.Users;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Persistence;

/// <summary>From the audit trail, which keeps that somebody has withdrawn when all else of them is gone.</summary>
internal sealed class WithdrawnUsers(AuthDbContext db) : IWithdrawnUsers
{
    private static readonly string Withdrawn = AuditEventTypes.Of(typeof(UserWithdrawn));

    public async Task<IReadOnlyCollection<UserId>> AmongAsync(IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken)
    {
        List<UserId?> subjects = [.. ids];
        return [.. (await db.AuditEvents.Where(e => subjects.Contains(e.SubjectId) && e.Type == Withdrawn).Select(e => e.SubjectId).Distinct().ToListAsync(cancellationToken)).OfType<UserId>()];
    }
}
