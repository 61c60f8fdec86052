namespace Auth.Domain.Audit;

/// <summary>A signed statement that the chain came so far, with this hash. Whoever keeps one elsewhere can tell later whether the trail was made anew or cut off.</summary>
public sealed class AuditCheckpoint
{
    private AuditCheckpoint()
    {
    }

    public AuditCheckpoint(long sequence, byte[] hash, DateTimeOffset madeAt, string keyId, bool isKept)
    {
        Sequence = sequence;
        Hash = hash;
        MadeAt = madeAt;
        KeyId = keyId;
        IsKept = isKept;
    }

    /// <summary>The place of the last line that it vouches for.</summary>
    public long Sequence { get; private set; }

    /// <summary>The hash of that line.</summary>
    public byte[] Hash { get; private set; } = [];

    public DateTimeOffset MadeAt { get; private set; }

    public string KeyId { get; private set; } = "";

    /// <summary>ES256 over <see cref="Statement"/>, as two numbers of 32 bytes.</summary>
    public byte[] Signature { get; set; } = [];

    /// <summary>Stays; the others go as soon as there is a newer one.</summary>
    public bool IsKept { get; set; }

    /// <summary>ES256 over <see cref="StartStatement"/>: the lines up to here were removed when their time was over, and the chain begins behind it.</summary>
    public byte[]? StartSignature { get; set; }

    /// <summary>What is signed.</summary>
    public byte[] Statement() => new CanonicalForm("auth audit checkpoint 1").Add(Sequence).Add(Hash).Add(MadeAt).Add(KeyId).Bytes;

    /// <summary>What is signed when the lines up to here are removed.</summary>
    public byte[] StartStatement() => new CanonicalForm("auth audit start 1").Add(Sequence).Add(Hash).Add(MadeAt).Add(KeyId).Bytes;
}
