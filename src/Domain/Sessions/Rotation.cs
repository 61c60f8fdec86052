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

/// <summary>How far the rotation of a session's refresh tokens has come, and until when it goes on.</summary>
public sealed record Rotation(int Generation, DateTimeOffset RotatedAt, DateTimeOffset IdleExpiresAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt)
{
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
}
