using Auth.Infrastructure.Tokens;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary>
/// The cookies of the pages. Over https they are Secure and named so that plain http cannot plant one, nor, where the path is <c>/</c>, another host of the domain:
/// <c>__Host-</c>, else <c>__Secure-</c> (RFC 6265bis 4.1.3). No script can read any of them.
/// </summary>
internal static class Cookies
{
    private const string Everywhere = "/";

    public static string? Read(HttpContext http, string name, string path = Everywhere) => http.Request.Cookies[Name(http, name, path)];

    public static void Set(HttpContext http, string name, string value, TimeSpan? lifetime, string path = Everywhere) =>
        http.Response.Cookies.Append(Name(http, name, path), value, Options(http, path, lifetime));

    public static void Delete(HttpContext http, string name, string path = Everywhere) =>
        http.Response.Cookies.Delete(Name(http, name, path), Options(http, path));

    public static string Name(HttpContext http, string name, string path = Everywhere) =>
        $"{(!IsSecure(http) ? "" : path == Everywhere ? "__Host-" : "__Secure-")}auth-{name}";

    /// <summary>Whether people reach the service by https: this request came so, or the public address says so and a proxy stands in front.</summary>
    public static bool IsSecure(HttpContext http) =>
        http.Request.IsHttps
        || http.RequestServices.GetRequiredService<IOptions<TokenOptions>>().Value.Issuer.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    public static CookieOptions Options(HttpContext http, string path = Everywhere, TimeSpan? lifetime = null) => new()
    {
        HttpOnly = true, Secure = IsSecure(http), SameSite = SameSiteMode.Lax, Path = path, MaxAge = lifetime, IsEssential = true,
    };
}
