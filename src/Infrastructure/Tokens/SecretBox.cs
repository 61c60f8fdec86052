using System.Security.Cryptography;

namespace Auth.Infrastructure.Tokens;

/// <summary>
/// Encrypts small things under a key of one purpose: <c>master key id (4) · nonce (12) · ciphertext · tag (16)</c>, AES-256-GCM. The context is authenticated
/// along. The current master key seals; every configured one opens.
/// </summary>
internal sealed class SecretBox(MasterKeys masterKeys, string purpose)
{
    private const int KeyIdLength = 4;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly (MasterKey Master, byte[] Derived)[] keys = [.. masterKeys.All.Select(m => (m, m.Derive(purpose)))];

    /// <summary>The id of the master key that a box was sealed under.</summary>
    public static string SealedUnder(ReadOnlySpan<byte> box) => Convert.ToHexStringLower(box[..Math.Min(KeyIdLength, box.Length)]);

    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> context)
    {
        var (master, key) = keys[0];
        var box = new byte[KeyIdLength + NonceLength + plaintext.Length + TagLength];
        master.IdBytes.CopyTo(box);
        var nonce = box.AsSpan(KeyIdLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plaintext, box.AsSpan(KeyIdLength + NonceLength, plaintext.Length), box.AsSpan(^TagLength..), context);
        return box;
    }

    /// <summary>The plaintext, or null where the box is altered, of an unknown key or of another context.</summary>
    public byte[]? Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        if (box.Length < KeyIdLength + NonceLength + TagLength || KeyFor(SealedUnder(box)) is not { } key)
            return null;
        var ciphertext = box[(KeyIdLength + NonceLength)..^TagLength];
        var plaintext = new byte[ciphertext.Length];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(box.Slice(KeyIdLength, NonceLength), ciphertext, box[^TagLength..], plaintext, context);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>The same content under the current master key, where the box was sealed under the former one and opens; otherwise null.</summary>
    public byte[]? Reseal(ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        if (masterKeys.Former?.IdText != SealedUnder(box) || Open(box, context) is not { } plaintext)
            return null;
        var renewed = Seal(plaintext, context);
        CryptographicOperations.ZeroMemory(plaintext);
        return renewed;
    }

    private byte[]? KeyFor(string id) => Array.Find(keys, k => k.Master.IdText == id).Derived;
}
