using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.SecurityTests.Tokens;

/// <summary>Makes a member's access token again with something changed. With nothing changed it makes a good one, so a refusal is for the change alone.</summary>
internal sealed class Forgery(Member member, Member other, ECDsa key, long now)
{
    /// <summary>The order of the group of P-256 (FIPS 186-4, D.1.2.3).</summary>
    private static readonly BigInteger GroupOrder =
        new(Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);

    public static Forgery Of(AuthApp app, Member member, Member other) =>
        new(member, other, app.Host.Services.GetRequiredService<SigningKeyRing>().Signer().Security.ECDsa, app.Clock.GetUtcNow().ToUnixTimeSeconds());

    public Member Member { get; } = member;

    public Member Other { get; } = other;

    /// <summary>Our own pair. An attacker has its public half.</summary>
    public ECDsa Key { get; } = key;

    public ECDsa Foreign { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public long Now { get; } = now;

    public static byte[] Zero { get; } = new byte[32];

    public static byte[] Order { get; } = Bytes(GroupOrder);

    public object ForeignJwk => Jwk(Foreign);

    public byte[] OurJwk => JsonSerializer.SerializeToUtf8Bytes(Jwk(Key));

    public Func<byte[], byte[]> Ours => signed => Key.SignData(signed, HashAlgorithmName.SHA256);

    public Func<byte[], byte[]> Theirs => signed => Foreign.SignData(signed, HashAlgorithmName.SHA256);

    public string With(Action<Dictionary<string, object?>>? header = null, Action<Dictionary<string, object?>>? claims = null, Func<byte[], byte[]>? sign = null)
    {
        var token = Jwt.Read(Member.AccessToken);
        var head = token.Header.Deserialize<Dictionary<string, object?>>()!;
        var body = token.Claims.Deserialize<Dictionary<string, object?>>()!;
        header?.Invoke(head);
        claims?.Invoke(body);
        return Jwt.Make(head, body, sign ?? Ours);
    }

    /// <summary>With the JSON of header and claims as it is written here, signed by our own key.</summary>
    public string Written(Func<string, string>? header = null, Func<string, string>? claims = null)
    {
        var parts = Member.AccessToken.Split('.');
        var signed = $"{Rewritten(parts[0], header)}.{Rewritten(parts[1], claims)}";
        return $"{signed}.{Base64Url.EncodeToString(Ours(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The good token with another spelling of one of its three parts.</summary>
    public string Spelled(int part, Func<string, string> spelling)
    {
        var parts = Member.AccessToken.Split('.');
        parts[part] = spelling(parts[part]);
        return string.Join('.', parts);
    }

    /// <summary>The good token with another signature made of its own.</summary>
    public string Resigned(Func<byte[], byte[]> change) =>
        Spelled(2, signature => Base64Url.EncodeToString(change(Base64Url.DecodeFromChars(signature))));

    /// <summary>(r, n - s) verifies where (r, s) does.</summary>
    public static byte[] Malleable(byte[] signature)
    {
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
        return [.. signature[..32], .. Bytes(GroupOrder - s)];
    }

    /// <summary>A part's JSON with a member put before all others, and after them.</summary>
    public static Func<string, string> First(string member) => json => $"{{{member},{json[1..]}";

    public static Func<string, string> Last(string member) => json => $"{json[..^1]},{member}}}";

    /// <summary>A claim's number put as it is written here.</summary>
    public static Func<string, string> With(string claim, string number) => json =>
    {
        var start = json.IndexOf($"\"{claim}\":", StringComparison.Ordinal) + claim.Length + 3;
        var digits = json[start..].TakeWhile(char.IsAsciiDigit).Count();
        return $"{json[..start]}{number}{json[(start + digits)..]}";
    };

    public static string[] OneOf(string value) => [value];

    public static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static object Jwk(ECDsa pair)
    {
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        return new { kty = "EC", crv = "P-256", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) };
    }

    private static string Rewritten(string part, Func<string, string>? change) => change is null
        ? part
        : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part)))));

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
