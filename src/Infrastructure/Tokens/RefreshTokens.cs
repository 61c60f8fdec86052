using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Auth.Application.Sessions;
using Auth.Domain.Common;
using Auth.Domain.Sessions;

namespace Auth.Infrastructure.Tokens;

/// <summary>
/// <c>version (1) · key id (4) · session id (16) · generation (4) · HMAC-SHA-256 (32)</c>: 57 bytes, so the 76 characters of base64url have no spare bits
/// and a token has exactly one spelling. The MAC's key is a kept secret, so tokens outlive the master key.
/// </summary>
internal sealed class RefreshTokens(KeptSecrets secrets) : IRefreshTokens
{
    private const byte Version = 1;
    private const int KeyIdStart = 1;
    private const int SessionIdStart = 5;
    private const int GenerationStart = 21;
    private const int MacStart = 25;
    private const int TokenBytes = MacStart + HMACSHA256.HashSizeInBytes;
    private const int TokenChars = TokenBytes / 3 * 4;

    public byte[] NewNonce() => RandomNumberGenerator.GetBytes(Session.NonceLength);

    public Secret Make(SessionId sessionId, int generation, byte[] nonce)
    {
        Span<byte> token = stackalloc byte[TokenBytes];
        Write(token, secrets.Current(SecretPurpose.RefreshTokens), sessionId, generation, nonce);
        return new Secret(Base64Url.EncodeToString(token));
    }

    public PresentedRefreshToken? Read(Secret token)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        var text = token.Reveal();
        if (text.Length != TokenChars || Base64Url.DecodeFromChars(text, bytes, out _, out var length) != OperationStatus.Done || length != TokenBytes
            || bytes[0] != Version || secrets.Find(SecretPurpose.RefreshTokens, Convert.ToHexStringLower(bytes[KeyIdStart..SessionIdStart])) is not { } key)
            return null;
        return new PresentedRefreshToken(
            key.Id,
            new SessionId(new Guid(bytes[SessionIdStart..GenerationStart], bigEndian: true)),
            BinaryPrimitives.ReadInt32BigEndian(bytes[GenerationStart..]),
            bytes[MacStart..].ToArray());
    }

    public bool IsGenuine(PresentedRefreshToken token, byte[] nonce)
    {
        Span<byte> expected = stackalloc byte[TokenBytes];
        if (secrets.Find(SecretPurpose.RefreshTokens, token.KeyId) is not { } key)
            return false;
        Write(expected, key, token.SessionId, token.Generation, nonce);
        return CryptographicOperations.FixedTimeEquals(expected[MacStart..], token.Mac);
    }

    private static void Write(Span<byte> token, KeptSecret key, SessionId sessionId, int generation, byte[] nonce)
    {
        token[0] = Version;
        key.IdBytes.CopyTo(token[KeyIdStart..]);
        sessionId.Value.TryWriteBytes(token[SessionIdStart..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(token[GenerationStart..], generation);
        Span<byte> message = stackalloc byte[MacStart + Session.NonceLength];
        token[..MacStart].CopyTo(message);
        nonce.CopyTo(message[MacStart..]);
        HMACSHA256.HashData(key.Value, message, token[MacStart..]);
    }
}
