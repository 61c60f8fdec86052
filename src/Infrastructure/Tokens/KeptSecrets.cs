namespace Auth.Infrastructure.Tokens;

/// <summary>
/// What a kept secret is for. <paramref name="IsDerivedAtFirst"/>: the first one is what the master key derives for that name, as the version before these were
/// kept had it, so that its hashes and sessions hold; otherwise it is random. <paramref name="BeginsAnew"/>: a new one is begun with a new master key, and the
/// former ones stay for what was made with them; otherwise there is one for ever.
/// </summary>
public sealed record SecretPurpose(string Name, bool IsDerivedAtFirst = false, bool BeginsAnew = false)
{
    public static readonly SecretPurpose Pepper = new("pepper", IsDerivedAtFirst: true, BeginsAnew: true);
    public static readonly SecretPurpose RefreshTokens = new("refresh token", IsDerivedAtFirst: true, BeginsAnew: true);
    public static readonly SecretPurpose SetupCode = new("set-up code");
    public static readonly SecretPurpose Throttling = new("throttling");

    public static readonly IReadOnlyList<SecretPurpose> All = [Pepper, RefreshTokens, SetupCode, Throttling];
}

/// <summary>A secret of 32 bytes, in clear. Its id is that of the master key with which it began.</summary>
public sealed record KeptSecret(SecretPurpose Purpose, string Id, DateTimeOffset ActiveFrom, byte[] Value)
{
    public byte[] IdBytes { get; } = Convert.FromHexString(Id);
}

/// <summary>
/// Secrets that outlive a master key: they are in the database, sealed under it, and the same on all nodes. Here they are in memory, so that no request waits
/// for them.
/// </summary>
public sealed class KeptSecrets(TimeProvider clock)
{
    private volatile IReadOnlyList<KeptSecret> all = [];

    /// <summary>The secret to make something new with. Throws <see cref="InvalidOperationException"/> before the secrets are loaded.</summary>
    public KeptSecret Current(SecretPurpose purpose)
    {
        var now = clock.GetUtcNow();
        var secrets = all.Where(s => s.Purpose == purpose).ToList();
        return secrets.Where(s => s.ActiveFrom <= now).MaxBy(s => s.ActiveFrom)
            ?? secrets.MinBy(s => s.ActiveFrom) // On a node whose clock is behind its maker's.
            ?? throw new InvalidOperationException($"No secret of the purpose '{purpose.Name}' is loaded yet.");
    }

    /// <summary>The secret that something was made with, by its id; null where there is no such one.</summary>
    public KeptSecret? Find(SecretPurpose purpose, string id) => all.FirstOrDefault(s => s.Purpose == purpose && s.Id == id);

    internal void Replace(IReadOnlyList<KeptSecret> secrets) => all = secrets;
}
