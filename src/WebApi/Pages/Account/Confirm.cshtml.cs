using Auth.Application.Sessions;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Account;

/// <summary>
/// In between a form that needs a password entered just now and what the form is for: it keeps the form, takes the password, and sends the form on its way (307).
/// </summary>
internal sealed class ConfirmModel(Frame frame) : AuthPage(frame)
{
    public const string Address = "/account/confirm";
    private const string Password = "password";

    [FromQuery]
    public string? Next { get; set; }

    /// <summary>Where the form stood.</summary>
    public string Form => Redirects.Local(Next) ?? ProfileModel.Address;

    /// <summary>What the form held, but what belongs to this page alone.</summary>
    public IEnumerable<KeyValuePair<string, string>> Kept =>
        HttpMethods.IsPost(Request.Method)
            ? Request.Form.Where(f => f.Key is not (Password or CookieAuthentication.AntiforgeryField)).Select(f => KeyValuePair.Create(f.Key, f.Value.ToString()))
            : [];

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public async Task<IActionResult> OnPostAsync([FromForm] Reauthenticate request)
    {
        if (!Request.Form.ContainsKey(Password))
            return await ShowAgainAsync(StatusCodes.Status403Forbidden);
        return await SendAsync(request, tokens =>
        {
            SessionCookies.Store(HttpContext, tokens);
            if (!Kept.Any())
                return Done(Form);
            Redirects.To(HttpContext, Form, StatusCodes.Status307TemporaryRedirect);
            return new EmptyResult();
        });
    }
}
