using Auth.Application.Sessions;
using Auth.Domain.Common;

namespace Auth.WebApi.Common;

/// <summary>
/// The tokens of somebody who logged in by the pages. The access token goes with every request; the refresh token only to <c>/session</c>, where it is
/// traded and spent. Both cookies last as long as the refresh token, so an expired access token still tells that there is a session to renew.
/// </summary>
internal static class SessionCookies
{
    public const string RefreshPath = "/session";
    private const string Access = "access";
    private const string Refresh = "refresh";

    public static void Store(HttpContext http, LoggedIn tokens)
    {
        var lifetime = TimeSpan.FromSeconds(tokens.RefreshExpiresIn);
        Cookies.Set(http, Access, tokens.AccessToken.Reveal(), lifetime);
        Cookies.Set(http, Refresh, tokens.RefreshToken.Reveal(), lifetime, RefreshPath);
    }

    public static void Clear(HttpContext http)
    {
        Cookies.Delete(http, Access);
        Cookies.Delete(http, Refresh, RefreshPath);
    }

    public static string? AccessToken(HttpContext http) => Cookies.Read(http, Access);

    public static Secret? RefreshToken(HttpContext http) => Cookies.Read(http, Refresh, RefreshPath) is { } token ? new Secret(token) : null;
}
