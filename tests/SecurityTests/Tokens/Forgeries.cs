using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using static Auth.SecurityTests.Tokens.Forgery;
using Forge = System.Func<Auth.SecurityTests.Tokens.Forgery, string>;

namespace Auth.SecurityTests.Tokens;

/// <summary>What has been tried on verifiers of JWTs (RFC 8725, and the incidents behind it), each refused by this one.</summary>
internal static class Forgeries
{
    public static readonly Dictionary<string, Dictionary<string, Forge>> All = new()
    {
        ["algorithms"] = Algorithms(),
        ["keys"] = Keys(),
        ["signatures"] = Signatures(),
        ["claims"] = Claims(),
        ["times"] = Times(),
        ["shapes"] = Shapes(),
    };

    private static Dictionary<string, Forge> Algorithms()
    {
        var forgeries = new Dictionary<string, Forge>
        {
            ["no alg"] = f => f.With(header: h => h.Remove("alg")),
            ["alg null"] = f => f.With(header: h => h["alg"] = null),
            ["alg a list"] = f => f.With(header: h => h["alg"] = OneOf("ES256")),
            ["alg in lower case"] = f => f.With(header: h => h["alg"] = "es256"),
            ["ES256 over another hash"] = f => f.With(sign: s => f.Key.SignData(s, HashAlgorithmName.SHA384)),
        };
        foreach (var none in new[] { "none", "None", "NONE", "nOnE", "", " " })
        {
            forgeries[$"alg '{none}' without a signature"] = f => f.With(header: h => h["alg"] = none, sign: _ => []);
            forgeries[$"alg '{none}' with the right signature"] = f => f.With(header: h => h["alg"] = none);
            forgeries[$"alg '{none}' and no third part"] = f => f.With(header: h => h["alg"] = none, sign: _ => []).TrimEnd('.');
        }

        foreach (var other in new[] { "ES384", "ES512", "ES256K", "RS256", "PS256", "EdDSA", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" })
            forgeries[$"{other} named, ES256 made"] = f => f.With(header: h => h["alg"] = other);

        (string Name, Func<byte[], byte[], byte[]> Mac)[] macs = [("HS256", HMACSHA256.HashData), ("HS384", HMACSHA384.HashData), ("HS512", HMACSHA512.HashData)];
        (string Name, Func<Forgery, byte[]> Secret)[] secrets =
        [
            ("DER", f => f.Key.ExportSubjectPublicKeyInfo()), ("PEM", f => Encoding.ASCII.GetBytes(f.Key.ExportSubjectPublicKeyInfoPem())),
            ("PEM with a line end", f => Encoding.ASCII.GetBytes($"{f.Key.ExportSubjectPublicKeyInfoPem()}\n")), ("JWK", f => f.OurJwk),
            ("x", f => f.Key.ExportParameters(false).Q.X!), ("kid", f => Encoding.ASCII.GetBytes(f.Member.AccessToken.Split('.')[0])), ("nothing", _ => []),
        ];
        foreach (var (name, mac) in macs)
        {
            foreach (var (secret, bytes) in secrets)
                forgeries[$"{name} by the public key as {secret}"] = f => f.With(header: h => h["alg"] = name, sign: s => mac(bytes(f), s));
        }

        return forgeries;
    }

    private static Dictionary<string, Forge> Keys()
    {
        var forgeries = new Dictionary<string, Forge>
        {
            ["a foreign key under our kid"] = f => f.With(sign: f.Theirs),
            ["no kid"] = f => f.With(header: h => h.Remove("kid")),
            ["no kid and a foreign key"] = f => f.With(header: h => h.Remove("kid"), sign: f.Theirs),
        };
        object?[] kids =
        [
            null, "", "unknown", "../../../../dev/null", "/dev/null", "' UNION SELECT 'x'; --", "http://127.0.0.1:1/jwks.json", "%00", "x\0y", new string('k', 8000), 1, true,
            OneOf("kid"), new { kid = "x" },
        ];
        foreach (var kid in kids)
        {
            var name = System.Text.Json.JsonSerializer.Serialize(kid)[..Math.Min(30, System.Text.Json.JsonSerializer.Serialize(kid).Length)];
            forgeries[$"kid {name}"] = f => f.With(header: h => h["kid"] = kid);
            forgeries[$"kid {name} and a foreign key"] = f => f.With(header: h => h["kid"] = kid, sign: f.Theirs);
        }

        (string Member, Func<Forgery, object> Value)[] pointers =
        [
            ("jwk", f => f.ForeignJwk), ("jku", _ => "http://127.0.0.1:1/jwks.json"), ("x5u", _ => "http://127.0.0.1:1/x.pem"), ("x5c", f => new[] { Certificate(f.Foreign) }),
            ("x5t", _ => "AAAAAAAAAAAAAAAAAAAAAAAAAAA"), ("x5t#S256", _ => Base64Url.EncodeToString(new byte[32])),
        ];
        foreach (var (member, value) in pointers)
        {
            forgeries[$"{member} under our kid"] = f => f.With(header: h => h[member] = value(f), sign: f.Theirs);
            forgeries[$"{member} and no kid"] = f => f.With(header: h => { h[member] = value(f); h.Remove("kid"); }, sign: f.Theirs);
        }

        return forgeries;
    }

    private static Dictionary<string, Forge> Signatures() => new()
    {
        ["none"] = f => f.With(sign: _ => []),
        ["r=0, s=0"] = f => f.Resigned(_ => [.. Zero, .. Zero]),
        ["r=0"] = f => f.Resigned(s => [.. Zero, .. s[32..]]),
        ["s=0"] = f => f.Resigned(s => [.. s[..32], .. Zero]),
        ["r=n, s=n"] = f => f.Resigned(_ => [.. Order, .. Order]),
        ["s=n"] = f => f.Resigned(s => [.. s[..32], .. Order]),
        ["r=1, s=1"] = f => f.Resigned(_ => [.. Zero[1..], 1, .. Zero[1..], 1]),
        ["r and s changed over"] = f => f.Resigned(s => [.. s[32..], .. s[..32]]),
        ["all ones"] = f => f.Resigned(s => [.. s.Select(_ => (byte)0xff)]),
        ["DER"] = f => f.With(sign: s => f.Key.SignData(s, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        ["cut by a byte"] = f => f.Resigned(s => s[..63]),
        ["cut to half"] = f => f.Resigned(s => s[..32]),
        ["one byte more"] = f => f.Resigned(s => [.. s, 0]),
        ["one byte before"] = f => f.Resigned(s => [0, .. s]),
        ["twice"] = f => f.Resigned(s => [.. s, .. s]),
        ["of another token"] = f => f.Spelled(2, _ => f.Other.AccessToken.Split('.')[2]),
        ["over the claims of somebody else"] = f => f.Spelled(1, _ => f.Other.AccessToken.Split('.')[1]),
        ["over the claims alone"] = f => f.With(sign: s => f.Ours([.. s.SkipWhile(b => b != '.').Skip(1)])),
    };

    private static Dictionary<string, Forge> Claims()
    {
        var forgeries = new Dictionary<string, Forge>
        {
            ["no typ"] = f => f.With(header: h => h.Remove("typ")),
            ["an issuer in other letters"] = f => f.With(claims: c => c["iss"] = $"{c["iss"]}".ToUpperInvariant()),
            ["an issuer with a slash more"] = f => f.With(claims: c => c["iss"] = $"{c["iss"]}/"),
            ["an issuer with a blank"] = f => f.With(claims: c => c["iss"] = $"{c["iss"]} "),
            ["a part of the issuer"] = f => f.With(claims: c => c["iss"] = $"{c["iss"]}"[..^1]),
            ["a list of issuers"] = f => f.With(claims: c => c["iss"] = new[] { c["iss"] }),
            ["an audience in other letters"] = f => f.With(claims: c => c["aud"] = $"{c["aud"]}".ToUpperInvariant()),
            ["an audience with a blank"] = f => f.With(claims: c => c["aud"] = $"{c["aud"]} "),
            ["the audience as a member's name"] = f => f.With(claims: c => c["aud"] = new { auth = c["aud"] }),
            ["another's sub"] = f => f.With(claims: c => c["sub"] = f.Other.Id.ToString()),
            ["another's sid"] = f => f.With(claims: c => c["sid"] = f.Other.SessionId.ToString()),
            ["sub in braces"] = f => f.With(claims: c => c["sub"] = $"{{{c["sub"]}}}"),
            ["sub with a NUL"] = f => f.With(claims: c => c["sub"] = $"{c["sub"]}\0"),
            ["sub with a Cyrillic а"] = f => f.With(claims: c => c["sub"] = $"{c["sub"]}"[..^1] + "а"),
            ["sub with full-width digits"] = f => f.With(claims: c => c["sub"] = string.Concat($"{c["sub"]}".Select(d => char.IsAsciiDigit(d) ? (char)(d - '0' + '０') : d))),
            ["a username for the sub"] = f => f.With(claims: c => c["sub"] = c["username"]),
            ["an issuer with a lookalike"] = f => f.With(claims: c => c["iss"] = $"{c["iss"]}".Replace('l', 'ｌ')),
        };
        foreach (var type in new object?[] { "JWT", "jwt", "none", "", "at+JWT ", "id+jwt", "dpop+jwt", "logout+jwt", "application/at+jwt", null, 1, OneOf("at+jwt") })
            forgeries[$"typ {System.Text.Json.JsonSerializer.Serialize(type)}"] = f => f.With(header: h => h["typ"] = type);
        foreach (var claim in new[] { "iss", "aud", "sub", "sid", "exp", "nbf" })
        {
            forgeries[$"no {claim}"] = f => f.With(claims: c => c.Remove(claim));
            foreach (var value in new object?[] { null, "", "another", true, Array.Empty<string>(), new { } })
                forgeries[$"{claim} {System.Text.Json.JsonSerializer.Serialize(value)}"] = f => f.With(claims: c => c[claim] = value);
        }

        return forgeries;
    }

    private static Dictionary<string, Forge> Times()
    {
        var forgeries = new Dictionary<string, Forge>
        {
            ["ended long ago"] = f => f.With(claims: c => c["exp"] = f.Now - 3600),
            ["ends now"] = f => f.With(claims: c => c["exp"] = f.Now),
            ["ends before it begins"] = f => f.With(claims: c => (c["nbf"], c["exp"]) = (f.Now, f.Now - 1)),
            ["begins past the tolerance"] = f => f.With(claims: c => c["nbf"] = f.Now + 61),
            ["begins next year"] = f => f.With(claims: c => c["nbf"] = f.Now + (365 * 86400)),
            ["exp as a date"] = f => f.With(claims: c => c["exp"] = "2099-01-01T00:00:00Z"),
        };
        foreach (var number in new[] { "-1", "-9223372036854775808", "-1e400", "1e-400", "0.5", "NaN", "Infinity", "01" })
            forgeries[$"exp {number}"] = f => f.Written(claims: With("exp", number));
        foreach (var number in new[] { "9223372036854775807", "18446744073709551616", "1e400", "99999999999999999999999999" })
            forgeries[$"nbf {number}"] = f => f.Written(claims: With("nbf", number));
        return forgeries;
    }

    private static Dictionary<string, Forge> Shapes() => new()
    {
        ["a refresh token"] = f => f.Member.RefreshToken,
        ["rubbish"] = _ => "rubbish",
        ["dots alone"] = _ => "..",
        ["four dots alone"] = _ => "....",
        ["very many dots"] = _ => new string('.', 15_000),
        ["five parts"] = f => $"{f.Member.AccessToken}.AAAA.AAAA",
        ["four parts"] = f => $"{f.Member.AccessToken}.AAAA",
        ["two parts"] = f => f.Member.AccessToken[..f.Member.AccessToken.LastIndexOf('.')],
        ["one part"] = f => f.Member.AccessToken.Split('.')[1],
        ["an encrypted one, made for nobody"] = _ => Encrypted("{\"alg\":\"dir\",\"enc\":\"A128CBC-HS256\"}", new byte[64]),
        ["an encrypted one by ECDH"] = f => Encrypted($"{{\"alg\":\"ECDH-ES\",\"enc\":\"A256GCM\",\"epk\":{Encoding.UTF8.GetString(f.OurJwk)}}}", new byte[64]),
        ["an encrypted one that inflates"] = _ => Encrypted("{\"alg\":\"dir\",\"enc\":\"A128CBC-HS256\",\"zip\":\"DEF\"}", Deflated(10_000_000)),
        ["a signed one that says zip"] = f => f.With(header: h => h["zip"] = "DEF", sign: f.Theirs),
        ["a header of deep JSON"] = f => f.Written(header: Last($"\"x\":{Nested(3000)}")),
        ["claims of deep JSON"] = f => f.Written(claims: Last($"\"x\":{Nested(3000)}")),
        ["a header that is a list"] = f => f.Written(header: _ => "[]"),
        ["a header that is a text"] = f => f.Written(header: _ => "\"x\""),
        ["no JSON for a header"] = f => f.Written(header: _ => "{"),
        ["no JSON for claims"] = f => f.Written(claims: _ => "{"),
        ["claims that are a list"] = f => f.Written(claims: c => $"[{c}]"),
        ["claims that are null"] = f => f.Written(claims: _ => "null"),
        ["no text in the claims"] = f => f.Spelled(1, _ => Base64Url.EncodeToString([0xff, 0xfe, 0x7b, 0x7d])),
        ["two tokens with a comma"] = f => $"{f.Member.AccessToken},{f.Member.AccessToken}",
        ["two tokens with a blank"] = f => $"{f.Member.AccessToken} {f.Member.AccessToken}",
        ["the token in quotes"] = f => $"\"{f.Member.AccessToken}\"",
        ["the word Bearer twice"] = f => $"Bearer {f.Member.AccessToken}",
        ["the header with a padded end"] = f => f.Spelled(0, p => $"{p}="),
        ["the claims with a padded end"] = f => f.Spelled(1, p => $"{p}=="),
        ["the header with a line end"] = f => f.Spelled(0, p => $"{p[..4]}\t{p[4..]}"),
        ["the claims in standard base64 with blanks"] = f => f.Spelled(1, p => $"{p[..8]} {p[8..]}"),
        ["the claims with a percent sign"] = f => f.Spelled(1, p => $"{p}%3D"),
        ["dots from elsewhere"] = f => f.Member.AccessToken.Replace('.', '\u00b7'),
    };

    private static string Certificate(ECDsa pair)
    {
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=foreign", pair, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return Convert.ToBase64String(certificate.RawData);
    }

    private static string Encrypted(string header, byte[] content) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}..{Base64Url.EncodeToString(new byte[16])}.{Base64Url.EncodeToString(content)}.{Base64Url.EncodeToString(new byte[16])}";

    private static byte[] Deflated(int length)
    {
        var deflated = new MemoryStream();
        using (var stream = new DeflateStream(deflated, CompressionLevel.SmallestSize))
            stream.Write(new byte[length]);
        return deflated.ToArray();
    }
}
