using Auth.WebApi.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages;

/// <summary>Keeps the choice of light, dark or what the system has.</summary>
[AllowAnonymous]
internal sealed class ThemeModel(Frame frame) : ActPage(frame)
{
    public IActionResult OnPost([FromForm] string? theme, [FromForm] string? next)
    {
        if (Frame.Themes.Contains(theme))
            Cookies.Set(HttpContext, Frame.ThemeCookie, theme!, TimeSpan.FromDays(365));
        return Done(Redirects.Local(next) ?? Home);
    }
}
