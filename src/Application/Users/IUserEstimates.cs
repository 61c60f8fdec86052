using Auth.Domain.Users;

namespace Auth.Application.Users;

/// <summary>What the database supposes of its tables, without reading them.</summary>
public interface IUserEstimates
{
    /// <summary>About how many members there are of these; null where the database supposes nothing.</summary>
    Task<long?> RowsAsync(IQueryable<User> users, CancellationToken cancellationToken);
}
