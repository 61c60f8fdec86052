using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Auth.IntegrationTests.Sessions;

/// <summary>A JWT taken apart and put together by hand, so that the tests do not trust the library that the product uses.</summary>
internal sealed record Jwt(JsonElement Header, JsonElement Claims, string Signed, byte[] Signature)
{
    public static Jwt Read(string token)
    {
        var parts = token.Split('.');
        parts.Length.ShouldBe(3);
        return new Jwt(Parse(parts[0]), Parse(parts[1]), $"{parts[0]}.{parts[1]}", Base64Url.DecodeFromChars(parts[2]));
    }

    public static string Make(object header, object claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Whether a key of a JWKS made the signature (RFC 7518 3.4).</summary>
    public bool IsSignedBy(JsonElement jwk)
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(jwk.Text("x")), Y = Base64Url.DecodeFromChars(jwk.Text("y")) },
        });
        return key.VerifyData(Encoding.ASCII.GetBytes(Signed), Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static JsonElement Parse(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
