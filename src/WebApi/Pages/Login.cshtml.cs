using Auth.Application.Sessions;
using Auth.WebApi.Common;
using Auth.WebApi.Pages.Account;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages;

[AllowAnonymous]
internal sealed class LoginModel(Frame frame) : AuthPage(frame)
{
    private const string Afterwards = "/account";

    [FromQuery]
    public string? Next { get; set; }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public async Task<IActionResult> OnPostAsync([FromForm] Login request) => await LoadAsync() ?? await SendAsync(request, tokens =>
    {
        SessionCookies.Store(HttpContext, tokens);
        if (tokens.PasswordChangeAdvised)
            Notices.Leave(HttpContext, new Notice("notice.password-advised") { Link = PasswordModel.Address });
        return Done(Redirects.Local(Next) ?? Afterwards);
    });

    protected override Task<IActionResult?> LoadAsync() =>
        Task.FromResult(Frame.Account is null ? null : Done(Redirects.Local(Next) ?? Afterwards));
}
