namespace Auth.Domain.Credentials;

/// <summary>How a password was made ready for BCrypt.</summary>
public enum PasswordScheme
{
    /// <summary>The bare password, as the original program hashed it; replaced at the next login.</summary>
    BCrypt,

    /// <summary>BCrypt over <c>base64(HMAC-SHA-384(pepper, NFC(password)))</c>: every byte counts, however long the password is.</summary>
    BCryptHmacSha384,
}

/// <summary>A stored hash with all that is needed to verify it and to know whether it is out of date.</summary>
public sealed record PasswordHash(PasswordScheme Scheme, int Cost, string? PepperId, string Value)
{
    public const int ValueMaxLength = 60;
    public const int PepperIdMaxLength = 16;

    public override string ToString() => $"{Scheme} at cost {Cost}";
}
