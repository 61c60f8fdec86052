using Auth.Application.Common;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Throttling;

/// <summary>Tells the audit trail that a budget is used up: once for each window, so that the trail shows an attack without being filled by it.</summary>
internal sealed class ThrottlingTrail(AuthDbContext db, IUnitOfWork unitOfWork, IUserDirectory users)
{
    /// <summary>Notes in the use case's transaction that it was told, and tells it. An unknown name costs the same statements.</summary>
    public async Task TellOnceAsync(AttemptCount usedUp, UserId? about, Func<UserId?, IDomainEvent> happened, CancellationToken cancellationToken)
    {
        if (usedUp.Told)
            return;
        await unitOfWork.BeginAsync(cancellationToken);
        if (await db.AttemptCounts.Where(a => a.Key == usedUp.Key && !a.Told).ExecuteUpdateAsync(s => s.SetProperty(a => a.Told, true), cancellationToken) == 0)
            return;
        var isThere = await users.HoldAsync(about ?? default, cancellationToken);
        unitOfWork.Tell(happened(isThere ? about : null));
    }
}
