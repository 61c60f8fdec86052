namespace Auth.WebApi.Common;

/// <summary>What every answer tells the browser to refuse. Personal data and tokens are in nearly every answer; the few that may be kept say so themselves.</summary>
internal static class SecurityHeaders
{
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'";

    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

    private const string Features =
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    private const string OneYear = "max-age=31536000";

    public static Task Set(HttpContext http, RequestDelegate next)
    {
        // At the last moment, since whoever answers for a failure clears what was set before.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            var isPage = Surface.IsPage(http);
            headers.XContentTypeOptions = "nosniff";
            // Without a referrer browsers send "Origin: null" with our own forms.
            headers["Referrer-Policy"] = isPage ? "same-origin" : "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = Features;
            headers.ContentSecurityPolicy = isPage ? PagePolicy : Documentation.Policy(http) ?? DataPolicy;
            if (headers.CacheControl.Count == 0)
                headers.CacheControl = "no-store";
            if (Cookies.IsSecure(http))
                headers.StrictTransportSecurity = OneYear;
            return Task.CompletedTask;
        });
        return next(http);
    }
}
