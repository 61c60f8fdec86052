using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Domain.Users;

namespace Auth.Application.Credentials.Contracts;

/// <summary>What a password check found: the version and the hash of the credential that was checked, and a newer hash where that one is outdated.</summary>
public sealed record PasswordCheck(bool Matches, int Version, PasswordHash? Checked, PasswordHash? Replacement)
{
    /// <summary>Whether the right password would be refused as a new one, so that its owner should change it.</summary>
    public bool ChangeAdvised { get; init; }
}

/// <summary>A hash as it is kept, and when its password was chosen.</summary>
public sealed record KeptHash(PasswordHash Hash, DateTimeOffset ChangedAt);

/// <summary>Passwords, for other modules.</summary>
public interface IPasswords
{
    /// <summary>Hashes a new password. Refused with <c>overloaded</c>.</summary>
    Task<Result<PasswordHash>> HashAsync(Secret password, CancellationToken cancellationToken);

    /// <summary>The first credential of a user who is added in the same unit of work.</summary>
    void SetInitial(UserId userId, PasswordHash hash);

    /// <summary>The same of a user who was brought from elsewhere, where the password was chosen at that time.</summary>
    void SetImported(UserId userId, PasswordHash hash, DateTimeOffset changedAt);

    /// <summary>A hash that was made elsewhere, of the bare password, or here, with a pepper; null where it cannot be verified here.</summary>
    PasswordHash? ReadHash(Secret hash, string? pepperId);

    Task<IReadOnlyDictionary<UserId, KeptHash>> FindHashesAsync(IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken);

    /// <summary>
    /// Checks the password of a login. Each attempt is counted before the hash is worked out and given back when it was right. A name that
    /// nobody has (<paramref name="userId"/> null) and a wrong password cost the same: a real hash. Refused with <c>too_many_attempts</c> or <c>overloaded</c>.
    /// </summary>
    Task<Result<PasswordCheck>> CheckLoginAsync(UserId? userId, string login, Secret password, CancellationToken cancellationToken);

    /// <summary>
    /// Checks the password of somebody signed in, counted like a login, and tells of a wrong one. Refused with <c>validation_failed</c> on
    /// <c>currentPassword</c>, <c>too_many_attempts</c> or <c>overloaded</c>.
    /// </summary>
    Task<Result<PasswordCheck>> CheckCurrentAsync(UserId userId, Secret password, CancellationToken cancellationToken);

    /// <summary>
    /// Makes sure, in the open transaction, that the password that was checked is still the one, and stores its newer hash where there is one. False when it
    /// was changed meanwhile; otherwise a change waits until this transaction is done.
    /// </summary>
    Task<bool> ConfirmAsync(UserId userId, PasswordCheck check, CancellationToken cancellationToken);

    /// <summary>
    /// Remembers, in the open transaction, from where this user has logged in: what strangers do elsewhere does not touch them there. Answers what a browser keeps to be known by; null for a
    /// program.
    /// </summary>
    Task<Secret?> RememberPlaceAsync(UserId userId, CancellationToken cancellationToken);
}
