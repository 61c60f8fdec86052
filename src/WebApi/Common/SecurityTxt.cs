using System.Globalization;
using Auth.Infrastructure.Tokens;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary>Tells whoever found a vulnerability whom to tell (RFC 9116).</summary>
internal static class SecurityTxt
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    public static void MapSecurityTxt(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/security.txt", Write).AllowAnonymous().RequireRateLimiting(RequestLimits.Anonymous).ExcludeFromDescription();

    private static IResult Write(HttpContext http, IOptions<EdgeOptions> edge, IOptions<TokenOptions> tokens, TimeProvider clock)
    {
        if (edge.Value.SecurityContact is not { } contact)
            return new ProblemResult(Domain.Common.CommonErrors.NotFound);
        var expires = (clock.GetUtcNow() + Lifetime).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        http.Response.Headers.CacheControl = "public, max-age=3600";
        var canonical = tokens.Value.Issuer.TrimEnd('/') + http.Request.Path;
        return TypedResults.Text($"Contact: {contact.AbsoluteUri}\nExpires: {expires}\nPreferred-Languages: ko, en\nCanonical: {canonical}\n", "text/plain; charset=utf-8");
    }
}
