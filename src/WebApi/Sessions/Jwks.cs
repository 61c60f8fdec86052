using Auth.Infrastructure.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Tokens;

namespace Auth.WebApi.Sessions;

internal sealed record JwksAnswer(IReadOnlyList<JwkAnswer> Keys);

internal sealed record JwkAnswer(string Kty, string Use, string Alg, string Kid, string Crv, string X, string Y);

/// <summary>The public halves of the signing keys. A key is published long before it signs, so the answer may be kept for a few minutes.</summary>
internal static class Jwks
{
    private const string KeptFor = "public, max-age=240";

    public static Ok<JwksAnswer> Write(SigningKeyRing keys, HttpContext http)
    {
        http.Response.Headers.CacheControl = KeptFor;
        return TypedResults.Ok(new JwksAnswer([.. keys.Published.Select(Public)]));
    }

    private static JwkAnswer Public(LoadedKey key)
    {
        var point = key.Security.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new JwkAnswer("EC", "sig", SecurityAlgorithms.EcdsaSha256, key.Key.Id, "P-256", Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
    }
}
