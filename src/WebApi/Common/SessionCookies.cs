using System.Text.Json;
using Auth.Application.Sessions;
using Auth.Domain.Common;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Auth.WebApi.Common;

/// <summary>
/// The tokens of somebody who logged in by the pages. The access token goes with every request; the refresh token only to <c>/session</c>, where it is
/// traded and spent. Both cookies last as long as the refresh token, so an expired access token still tells that there is a session to renew. By a third, which stays after the session, the browser
/// is known at the next login.
/// </summary>
internal static class SessionCookies
{
    public const string RefreshPath = "/session";
    private const string Access = "access";
    private const string Refresh = "refresh";
    private const string Device = "device";
    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(365);

    public static void Store(HttpContext http, LoggedIn tokens)
    {
        var lifetime = TimeSpan.FromSeconds(tokens.RefreshExpiresIn);
        Cookies.Set(http, Access, tokens.AccessToken.Reveal(), lifetime);
        Cookies.Set(http, Refresh, tokens.RefreshToken.Reveal(), lifetime, RefreshPath);
        if (tokens.Device is { } device)
            Cookies.Set(http, Device, device.Reveal(), DeviceLifetime);
    }

    public static void Clear(HttpContext http)
    {
        Cookies.Delete(http, Access);
        Cookies.Delete(http, Refresh, RefreshPath);
    }

    public static Secret? DeviceToken(HttpContext http) => Cookies.Read(http, Device) is { } text ? new Secret(text) : null;

    public static string? AccessToken(HttpContext http) => Cookies.Read(http, Access);

    /// <summary>
    /// The refresh token, where it is of the same session as the access token. A host beside this one can set a cookie of that name for the whole domain, but not
    /// the access token's, so nobody is moved into the session of somebody else.
    /// </summary>
    public static Secret? RefreshToken(HttpContext http)
    {
        if (Cookies.Read(http, Refresh, RefreshPath) is not { } text)
            return null;
        var token = new Secret(text);
        return http.RequestServices.GetRequiredService<IRefreshTokens>().Read(token)?.SessionId.ToString() is { } session && session == SessionOfAccessToken(http) ? token : null;
    }

    /// <summary>Also of a token that has expired, or whose signing key is gone; null where the cookie holds no token at all.</summary>
    private static string? SessionOfAccessToken(HttpContext http)
    {
        try
        {
            return AccessToken(http) is { } token && new JsonWebToken(token).TryGetPayloadValue<string>(JwtRegisteredClaimNames.Sid, out var session) ? session : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException)
        {
            return null;
        }
    }
}
