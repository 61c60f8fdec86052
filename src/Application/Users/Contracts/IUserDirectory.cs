using Auth.Domain.Users;

namespace Auth.Application.Users.Contracts;

/// <summary>What other modules may know of a user.</summary>
public sealed record KnownUser(UserId Id, string Username, Role Role, UserStatus Status);

/// <summary>What is known of somebody that must not be their password.</summary>
public sealed record PersonalDetails(string? Username, string? Email = null, string? Name = null, string? Nickname = null, string? Phone = null, DateOnly? BirthDate = null);

/// <summary>Finds users for other modules.</summary>
public interface IUserDirectory
{
    /// <summary>By username, or by email address where the text has an <c>@</c>; case ignored.</summary>
    Task<KnownUser?> FindByLoginAsync(string login, CancellationToken cancellationToken);

    Task<KnownUser?> FindAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>
    /// Notes a login, in the open transaction. False when the user is no longer active: the row is locked from here on, so a suspension
    /// or a withdrawal comes wholly before or wholly after this login.
    /// </summary>
    Task<bool> RecordLoginAsync(UserId id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Whether there is such a user, in the open transaction, which a withdrawal of that user then waits for: so nothing is written of somebody who is gone.
    /// </summary>
    Task<bool> HoldAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>Null where the user has withdrawn.</summary>
    Task<PersonalDetails?> FindDetailsAsync(UserId id, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(UserId id, CancellationToken cancellationToken);
}
