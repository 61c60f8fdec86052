using Auth.Domain.Common;
using Auth.Domain.Users;

namespace Auth.Domain.Sessions;

/// <summary>What a presented refresh token means for its session.</summary>
public enum RotationVerdict
{
    /// <summary>The current token: spend it.</summary>
    Rotate,

    /// <summary>The token just spent, shown again within the leeway: the same successor once more.</summary>
    RepeatSuccessor,

    /// <summary>A token spent longer ago: two parties hold this session's tokens (RFC 9700 4.14.2).</summary>
    Reused,
    Expired,

    /// <summary>The session has ended, or the token is of a generation that does not exist.</summary>
    Refused,
}

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

    /// <summary>
    /// Judges a refresh token with a valid MAC. The time of the last rotation may be another node's, a little ahead of ours; that counts as within
    /// the leeway. A leeway of zero makes every second use theft.
    /// </summary>
    public RotationVerdict Judge(int presented, TimeSpan leeway, DateTimeOffset now)
    {
        if (EndedAt is not null || presented > Generation)
            return RotationVerdict.Refused;
        if (now >= IdleExpiresAt || now >= ExpiresAt)
            return RotationVerdict.Expired;
        if (presented == Generation)
            return RotationVerdict.Rotate;
        return presented == Generation - 1 && leeway > TimeSpan.Zero && now - RotatedAt < leeway
            ? RotationVerdict.RepeatSuccessor
            : RotationVerdict.Reused;
    }

    /// <summary>The idle end that a rotation at <paramref name="now"/> gives; the absolute end never moves (ASVS 10.4.8).</summary>
    public DateTimeOffset IdleEndAfterRotation(TimeSpan idle, DateTimeOffset now) => now + idle < ExpiresAt ? now + idle : ExpiresAt;

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
