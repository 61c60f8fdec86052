using Auth.Domain.Common;
using Auth.Domain.Users;

namespace Auth.Domain.Credentials;

/// <summary>How somebody proves who they are. Never leaves the service in any answer.</summary>
public sealed class Credential : Entity
{
    private Credential()
    {
    }

    public Credential(UserId userId, PasswordHash hash, DateTimeOffset changedAt)
    {
        UserId = userId;
        SetHash(hash);
        ChangedAt = changedAt;
    }

    public UserId UserId { get; private set; }

    public PasswordScheme Scheme { get; private set; }

    public int Cost { get; private set; }

    public string? PepperId { get; private set; }

    public string Hash { get; private set; } = "";

    /// <summary>When the person last chose the password; replacing the hash of the same password does not count.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>When the password was last proved by a login.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>Counts the passwords, so that a login that has just proved the former one starts no session.</summary>
    public int Version { get; private set; }

    public PasswordHash PasswordHash => new(Scheme, Cost, PepperId, Hash);

    /// <summary>A new password, chosen by its owner; every other session is to end.</summary>
    public void ChangePassword(PasswordHash hash, DateTimeOffset now)
    {
        SetHash(hash);
        ChangedAt = now;
        Version++;
        Raise(new PasswordChanged(UserId));
    }

    private void SetHash(PasswordHash hash) => (Scheme, Cost, PepperId, Hash) = hash;
}
