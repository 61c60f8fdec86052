using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>The usernames of those of the ids who are still there, to be shown beside what knows ids only, such as the audit trail.</summary>
[AllowedTo(Caller.Administrator)]
public sealed record ListUsernames(IReadOnlyCollection<UserId> Ids) : IQuery<IReadOnlyDictionary<UserId, string>>;

internal sealed class ListUsernamesHandler(IUsersDb db) : IHandler<ListUsernames, IReadOnlyDictionary<UserId, string>>
{
    public async Task<Result<IReadOnlyDictionary<UserId, string>>> Handle(ListUsernames request, CancellationToken cancellationToken)
    {
        var found = await db.Users.Where(u => request.Ids.Contains(u.Id)).Select(u => new { u.Id, u.Username }).ToListAsync(cancellationToken);
        return Result.Of<IReadOnlyDictionary<UserId, string>>(found.ToDictionary(u => u.Id, u => u.Username.Value));
    }
}
