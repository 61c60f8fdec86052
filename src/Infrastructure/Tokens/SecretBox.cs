using System.Security.Cryptography;

namespace Auth.Infrastructure.Tokens;

/// <summary>Encrypts small things under a key of one purpose: <c>key id (4) · nonce (12) · ciphertext · tag (16)</c>, AES-256-GCM. The context is authenticated along.</summary>
internal sealed class SecretBox(MasterKey masterKey, string purpose)
{
    private const int KeyIdLength = 4;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] key = masterKey.Derive(purpose);

    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> context)
    {
        var box = new byte[KeyIdLength + NonceLength + plaintext.Length + TagLength];
        masterKey.IdBytes.CopyTo(box);
        var nonce = box.AsSpan(KeyIdLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plaintext, box.AsSpan(KeyIdLength + NonceLength, plaintext.Length), box.AsSpan(^TagLength..), context);
        return box;
    }

    /// <summary>The plaintext, or null where the box is altered, of another key or of another context.</summary>
    public byte[]? Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        if (box.Length < KeyIdLength + NonceLength + TagLength || !CryptographicOperations.FixedTimeEquals(box[..KeyIdLength], masterKey.IdBytes))
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
}
