using Auth.Domain.Common;
using Auth.Domain.Users;

namespace Auth.Domain.Sessions;

public enum SessionEnd
{
    LoggedOut,
    Revoked,
    PasswordChanged,
    Suspended,
    TokenReused,

    /// <summary>By a login past the number of sessions a user can have.</summary>
    Displaced,

    /// <summary>By the session that goes on after the password was entered again.</summary>
    Reauthenticated,
}

/// <summary>How long a session lasts without use, and at the most.</summary>
public sealed record SessionLifetimes(TimeSpan Idle, TimeSpan Absolute);

/// <summary>Where and with what a session was started.</summary>
public sealed record Device(string Address, string UserAgent)
{
    public const int AddressMaxLength = 45;
    public const int UserAgentMaxLength = 256;
}

/// <summary>
/// Access that lasts: one row a session, whose generation says which refresh token is current. The tokens themselves are not stored; the
/// nonce here and the server's key together make them.
/// </summary>
public sealed class Session : Entity
{
    public const int NonceLength = 32;

    private Session()
    {
    }

    public SessionId Id { get; private set; }

    public UserId UserId { get; private set; }

    public int Generation { get; private set; }

    public byte[] Nonce { get; private set; } = [];

    public string Address { get; private set; } = "";

    public string UserAgent { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When a password was last entered in this session (<c>auth_time</c>).</summary>
    public DateTimeOffset AuthenticatedAt { get; private set; }

    /// <summary>When the current refresh token was made; the session was last used then.</summary>
    public DateTimeOffset RotatedAt { get; private set; }

    public DateTimeOffset IdleExpiresAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public SessionEnd? EndReason { get; private set; }

    public static Session Start(UserId userId, byte[] nonce, Device device, SessionLifetimes lifetimes, DateTimeOffset now)
    {
        var session = New(userId, nonce, device, lifetimes, now);
        session.Raise(new SessionStarted(userId, session.Id));
        return session;
    }

    /// <summary>The session that takes the place of another when the password is entered again: no id outlives a change of what it may do (ASVS 7.2.4).</summary>
    public static Session GoOn(UserId userId, byte[] nonce, Device device, SessionLifetimes lifetimes, DateTimeOffset now)
    {
        var session = New(userId, nonce, device, lifetimes, now);
        session.Raise(new SessionReauthenticated(userId, session.Id));
        return session;
    }

    public Rotation Rotation => new(Generation, RotatedAt, IdleExpiresAt, ExpiresAt, EndedAt);

    /// <summary>Ends the session, once; a second call changes nothing.</summary>
    public void End(SessionEnd reason, DateTimeOffset now)
    {
        if (EndedAt is not null)
            return;
        EndedAt = now;
        EndReason = reason;
        if (reason == SessionEnd.TokenReused)
            Raise(new RefreshTokenReused(UserId, Id));
        else
            Raise(new SessionEnded(UserId, Id, reason));
    }

    private static Session New(UserId userId, byte[] nonce, Device device, SessionLifetimes lifetimes, DateTimeOffset now) => nonce.Length != NonceLength
        ? throw new ArgumentException($"A nonce has {NonceLength} bytes.", nameof(nonce))
        : new Session
        {
            Id = SessionId.New(now),
            UserId = userId,
            Nonce = nonce,
            Address = device.Address,
            UserAgent = device.UserAgent,
            CreatedAt = now,
            AuthenticatedAt = now,
            RotatedAt = now,
            IdleExpiresAt = now + lifetimes.Idle,
            ExpiresAt = now + lifetimes.Absolute,
        };
}
