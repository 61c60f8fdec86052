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
/// and a token has exactly one spelling. The MAC's key is derived for this purpose alone.
/// </summary>
internal sealed class RefreshTokens(MasterKey masterKey) : IRefreshTokens
{
    private const byte Version = 1;
    private const int KeyIdStart = 1;
    private const int SessionIdStart = 5;
    private const int GenerationStart = 21;
    private const int MacStart = 25;
    private const int TokenBytes = MacStart + HMACSHA256.HashSizeInBytes;
    private const int TokenChars = TokenBytes / 3 * 4;

    private readonly byte[] key = masterKey.Derive("refresh token");

    public byte[] NewNonce() => RandomNumberGenerator.GetBytes(Session.NonceLength);

    public Secret Make(SessionId sessionId, int generation, byte[] nonce)
    {
        Span<byte> token = stackalloc byte[TokenBytes];
        token[0] = Version;
        masterKey.IdBytes.CopyTo(token[KeyIdStart..]);
        sessionId.Value.TryWriteBytes(token[SessionIdStart..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(token[GenerationStart..], generation);
        Mac(token[..MacStart], nonce, token[MacStart..]);
        return new Secret(Base64Url.EncodeToString(token));
    }

    public PresentedRefreshToken? Read(Secret token)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        var text = token.Reveal();
        if (text.Length != TokenChars || Base64Url.DecodeFromChars(text, bytes, out _, out var length) != OperationStatus.Done || length != TokenBytes
            || bytes[0] != Version || !CryptographicOperations.FixedTimeEquals(bytes[KeyIdStart..SessionIdStart], masterKey.IdBytes))
            return null;
        return new PresentedRefreshToken(
            new SessionId(new Guid(bytes[SessionIdStart..GenerationStart], bigEndian: true)),
            BinaryPrimitives.ReadInt32BigEndian(bytes[GenerationStart..]),
            bytes[MacStart..].ToArray());
    }

    public bool IsGenuine(PresentedRefreshToken token, byte[] nonce)
    {
        Span<byte> head = stackalloc byte[MacStart];
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        head[0] = Version;
        masterKey.IdBytes.CopyTo(head[KeyIdStart..]);
        token.SessionId.Value.TryWriteBytes(head[SessionIdStart..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(head[GenerationStart..], token.Generation);
        Mac(head, nonce, expected);
        return CryptographicOperations.FixedTimeEquals(expected, token.Mac);
    }

    private void Mac(ReadOnlySpan<byte> head, byte[] nonce, Span<byte> destination)
    {
        Span<byte> message = stackalloc byte[MacStart + Session.NonceLength];
        head.CopyTo(message);
        nonce.CopyTo(message[MacStart..]);
        HMACSHA256.HashData(key, message, destination);
    }
}
