using System.Security.Cryptography;

namespace Auth.Infrastructure.Passwords;

/// <summary>One hash to be worked out, and how far it is.</summary>
internal sealed class HashTask(byte[] password, byte[] salt, int cost)
{
    public const int SaltLength = 16;
    public const int DigestLength = 23;

    public ReadOnlySpan<byte> Password => password;

    public byte[] Salt { get; } = salt;

    public int Cost { get; } = cost;

    /// <summary>What must come out for the password to be right; null where none is.</summary>
    public byte[]? Expected { get; init; }

    /// <summary>A wrong password costs as much as a hash of this cost, though its own be cheaper.</summary>
    public int CostOfWrong { get; init; }

    /// <summary>How often each of the two key schedules runs.</summary>
    public long Turns => 1L << Cost;

    /// <summary>Turns that are left.</summary>
    public long Remaining { get; set; }

    /// <summary>Null until it is worked out.</summary>
    public byte[]? Digest { get; private set; }

    public bool IsMatch => Digest is not null && Expected is not null && CryptographicOperations.FixedTimeEquals(Digest, Expected);

    public bool IsDone => Digest is not null && Remaining == 0;

    /// <summary>Takes note of the digest. Turns that are still to be spent, for nothing but the time they take.</summary>
    public long Show(byte[] digest)
    {
        Digest = digest;
        return IsMatch ? 0 : Math.Max(0, (1L << CostOfWrong) - Turns);
    }

    /// <summary>The key that BCrypt makes of the password, as far as it fits: with a closing NUL.</summary>
    public ReadOnlySpan<byte> WriteKey(Span<byte> key)
    {
        key.Clear();
        password.AsSpan(0, Math.Min(password.Length, key.Length)).CopyTo(key);
        return key[..Math.Min(password.Length + 1, key.Length)];
    }

    public void ForgetPassword() => CryptographicOperations.ZeroMemory(password);
}
