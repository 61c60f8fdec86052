using System.Security.Cryptography;
using System.Text;
using Auth.Application.Sessions;
using Auth.Domain.Sessions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Auth.Infrastructure.Tokens;

/// <summary>Makes signing keys, and opens their private halves, which are encrypted wherever they are kept.</summary>
public sealed class SigningKeyMaker(MasterKeys masterKeys, IOptions<TokenOptions> tokens, IOptions<SessionOptions> sessions) : ISigningKeyMaker
{
    private readonly SecretBox box = new(masterKeys, "signing keys");

    public SigningKeySchedule Schedule { get; } = new(
        TimeSpan.FromDays(tokens.Value.SigningKeyRotationDays),
        TimeSpan.FromMinutes(tokens.Value.SigningKeyPublishAheadMinutes),
        sessions.Value.AccessTokenLifetime);

    public SigningKey Make(int sequence, DateTimeOffset activeFrom, DateTimeOffset now)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Base64UrlEncoder.Encode(new ECDsaSecurityKey(pair).ComputeJwkThumbprint());
        var privateKey = pair.ExportPkcs8PrivateKey();
        try
        {
            return new SigningKey(id, sequence, pair.ExportSubjectPublicKeyInfo(), box.Seal(privateKey, Context(id)), now, activeFrom);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    /// <summary>Throws <see cref="ConfigurationException"/> where no configured master key opens it.</summary>
    internal ECDsa Open(SigningKey key)
    {
        var privateKey = box.Open(key.EncryptedPrivateKey, Context(key.Id)) ?? throw MasterKey.DoesNotFit("its signing keys do not open");
        try
        {
            var pair = ECDsa.Create();
            pair.ImportPkcs8PrivateKey(privateKey, out _);
            return pair;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    /// <summary>The private half under the current master key, where it is sealed under the former one; otherwise null.</summary>
    internal byte[]? Reseal(SigningKey key) => box.Reseal(key.EncryptedPrivateKey, Context(key.Id));

    private static byte[] Context(string id) => Encoding.UTF8.GetBytes(id);
}
