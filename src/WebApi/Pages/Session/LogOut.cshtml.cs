using Auth.Application.Sessions;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Session;

/// <summary>Ends the session of this browser, also one whose access token has expired.</summary>
[AllowAnonymous]
internal sealed class LogOutModel(Frame frame) : ActPage(frame)
{
    public async Task<IActionResult> OnPostAsync()
    {
        await AskAsync(new Logout(SessionCookies.RefreshToken(HttpContext)));
        SessionCookies.Clear(HttpContext);
        return Done(Home, "notice.logged-out");
    }
}
