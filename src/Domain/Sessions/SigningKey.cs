namespace Auth.Domain.Sessions;

/// <summary>When signing keys are made, published and used. A key is published <see cref="PublishAhead"/> before it signs.</summary>
public sealed record SigningKeySchedule(TimeSpan Rotation, TimeSpan PublishAhead, TimeSpan TokenLifetime)
{
    /// <summary>The key that signs now: the one that became active last, or the first one on a node whose clock is behind its maker's.</summary>
    public static SigningKey? Signer(IEnumerable<SigningKey> keys, DateTimeOffset now) =>
        keys.Where(k => k.ActiveFrom <= now).MaxBy(k => k.Sequence) ?? keys.MinBy(k => k.Sequence);

    /// <summary>The next key to make, or nothing when none is due. The very first one signs at once, since no token is out that it could miss.</summary>
    public (int Sequence, DateTimeOffset ActiveFrom)? Due(IReadOnlyCollection<SigningKey> keys, DateTimeOffset now)
    {
        if (keys.MaxBy(k => k.Sequence) is not { } newest)
            return (1, now);
        var next = newest.ActiveFrom + Rotation;
        if (now < next - PublishAhead)
            return null;
        return (newest.Sequence + 1, next > now + PublishAhead ? next : now + PublishAhead);
    }

    /// <summary>Whether the last token that this key can have signed has ended, so that nobody needs the key any more.</summary>
    public bool IsSpent(SigningKey key, IEnumerable<SigningKey> keys, DateTimeOffset now) =>
        keys.Where(k => k.Sequence > key.Sequence).MinBy(k => k.Sequence) is { } successor
        && now > successor.ActiveFrom + TokenLifetime + ClockTolerance;

    /// <summary>How far the clocks of nodes and verifiers may differ.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);
}

/// <summary>A key pair for access tokens (ES256, P-256). The private key is kept encrypted under the master key.</summary>
public sealed class SigningKey
{
    public const int IdMaxLength = 43;

    private SigningKey()
    {
    }

    public SigningKey(string id, int sequence, byte[] publicKey, byte[] encryptedPrivateKey, DateTimeOffset createdAt, DateTimeOffset activeFrom)
    {
        Id = id;
        Sequence = sequence;
        PublicKey = publicKey;
        EncryptedPrivateKey = encryptedPrivateKey;
        CreatedAt = createdAt;
        ActiveFrom = activeFrom;
    }

    /// <summary>The <c>kid</c>: the key's RFC 7638 thumbprint.</summary>
    public string Id { get; private set; } = "";

    /// <summary>1, 2, 3 …; unique, so that of two nodes only one makes the next key.</summary>
    public int Sequence { get; private set; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public byte[] PublicKey { get; private set; } = [];

    public byte[] EncryptedPrivateKey { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ActiveFrom { get; private set; }
}
