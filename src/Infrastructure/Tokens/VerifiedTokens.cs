using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.IdentityModel.Tokens;

namespace Auth.Infrastructure.Tokens;

/// <summary>What is kept of an access token whose signature and claims were found good: whom it names, by which key, and when it holds. Not the token itself.</summary>
public sealed class VerifiedToken(string issuer, UserId userId, SessionId sessionId, string keyId, DateTime validFrom, DateTime validTo) : SecurityToken
{
    public UserId UserId => userId;

    public SessionId SessionId => sessionId;

    public string KeyId => keyId;

    public override string Id => "";

    public override string Issuer => issuer;

    public override SecurityKey? SecurityKey => null;

    public override SecurityKey? SigningKey { get; set; }

    public override DateTime ValidFrom => validFrom;

    public override DateTime ValidTo => validTo;
}

/// <summary>
/// The access tokens that were found good lately, by their SHA-256, so that a signature is checked once. Two halves: what is found is in the newer one or moves
/// there, and when that is full the older one is forgotten whole. Nothing but good tokens enters, so nobody without one drives others out.
/// </summary>
public sealed class VerifiedTokens
{
    /// <summary>A few hundred bytes each.</summary>
    public const int Capacity = 16_384;

    private readonly Lock turning = new();
    private volatile Half newer = new();
    private volatile Half older = new();

    /// <summary>How many are kept.</summary>
    public int Count => newer.Tokens.Count + older.Tokens.Count;

    public VerifiedToken? Find(string token)
    {
        var hash = TokenHash.Of(token);
        if (newer.Tokens.TryGetValue(hash, out var found))
            return found;
        if (!older.Tokens.TryRemove(hash, out found))
            return null;
        Keep(hash, found);
        return found;
    }

    public void Keep(string token, VerifiedToken verified) => Keep(TokenHash.Of(token), verified);

    public void Forget(string token)
    {
        var hash = TokenHash.Of(token);
        newer.Tokens.TryRemove(hash, out _);
        older.Tokens.TryRemove(hash, out _);
    }

    private void Keep(TokenHash hash, VerifiedToken verified)
    {
        var half = newer;
        if (half.Tokens.TryAdd(hash, verified) && Interlocked.Increment(ref half.Added) >= Capacity / 2)
            Turn(half);
    }

    private void Turn(Half full)
    {
        lock (turning)
        {
            if (newer != full)
                return;
            older = full;
            newer = new Half();
        }
    }

    private sealed class Half
    {
        public readonly ConcurrentDictionary<TokenHash, VerifiedToken> Tokens = new();
        public int Added;
    }

    /// <summary>A SHA-256. What is no ASCII is in no good token, so that its bytes are those of none.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct TokenHash(UInt128 High, UInt128 Low)
    {
        public static TokenHash Of(string token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
            return new TokenHash(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[(SHA256.HashSizeInBytes / 2)..]));
        }
    }
}
