using Auth.Application.Sessions;
using Auth.Domain.Common;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Session;

/// <summary>
/// Trades the refresh token of the cookie and sends back to where the expired access token was noticed, a form with all that it held. The only address that
/// the refresh token goes to, besides logging out.
/// </summary>
[AllowAnonymous, RenewsSession]
internal sealed class RenewModel(Frame frame) : AuthPage(frame)
{
    private const string Home = "/";

    public Task<IActionResult> OnGetAsync([FromQuery] string? next) => RenewAsync(Redirects.Local(next) ?? Home);

    public Task<IActionResult> OnPostAsync([FromQuery] string? next) => RenewAsync(Redirects.Local(next) ?? Home);

    private async Task<IActionResult> RenewAsync(string next)
    {
        if (SessionCookies.RefreshToken(HttpContext) is { } token)
        {
            var renewed = await AskAsync(new RefreshSession(token));
            if (renewed.IsSuccess)
            {
                SessionCookies.Store(HttpContext, renewed.Value);
                Redirects.To(HttpContext, next, Redirects.SameMethod(HttpContext));
                return new EmptyResult();
            }

            // Where too many came from this network, a session that lives would have been renewed all the same.
            if (renewed.Error.Kind is not (ErrorKind.Unauthenticated or ErrorKind.TooManyRequests))
                return new ErrorResult(renewed.Error);
        }

        SessionCookies.Clear(HttpContext);
        return Done(next, "notice.session-over");
    }
}
