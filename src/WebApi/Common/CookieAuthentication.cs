using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;

namespace Auth.WebApi.Common;

/// <summary>
/// Where a cookie may stand for a bearer token: on the pages, and in calls of the API that carry an antiforgery token in the header <c>X-CSRF-Token</c>, which no
/// page of another origin can send. A cookie alone never authorises a call of the API.
/// </summary>
internal static class CookieAuthentication
{
    public const string AntiforgeryHeader = "X-CSRF-Token";
    public const string AntiforgeryField = "csrf";

    /// <summary>The access token of the cookie where it counts; null leaves the call to its <c>Authorization</c> header.</summary>
    public static string? Token(HttpContext http) =>
        Surface.IsPage(http) || IsCallByCookie(http) ? SessionCookies.AccessToken(http) : null;

    /// <summary>Takes the identity from a call by cookie whose antiforgery token is not of the same browser and user.</summary>
    public static async Task RefuseForgedCalls(HttpContext http, RequestDelegate next)
    {
        if (IsCallByCookie(http) && !Surface.IsPage(http) && !await IsGenuineAsync(http))
            http.User = new ClaimsPrincipal(new ClaimsIdentity());
        await next(http);
    }

    public static Task ChallengeAsync(HttpContext http, Exception? failure)
    {
        // Also where the signing key is gone: an access token of long ago is then refused before anybody asks when it expired.
        if (failure is not null)
            Redirects.ByRenewal(http);
        else
            ToLogin.From(http);
        return Task.CompletedTask;
    }

    private static bool IsCallByCookie(HttpContext http) =>
        http.Request.Headers.Authorization.Count == 0 && http.Request.Headers.ContainsKey(AntiforgeryHeader);

    private static async Task<bool> IsGenuineAsync(HttpContext http)
    {
        try
        {
            await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
            return true;
        }
        catch (AntiforgeryValidationException)
        {
            return false;
        }
    }
}
