using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages;

/// <summary>Where password managers send people to change a password (W3C, A Well-Known URL for Changing Passwords).</summary>
[AllowAnonymous]
internal sealed class ChangePasswordAddressModel(Frame frame) : AuthPage(frame)
{
    public IActionResult OnGet() => LocalRedirect("/account/password");
}
