using Auth.Application.Sessions;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages;

[AllowAnonymous]
internal sealed class SignUpModel(Frame frame) : AuthPage(frame)
{
    private const string Afterwards = "/account";
    private static readonly string[] OptionalFields = ["email", "phone", .. BirthDateParts.Names, "introduction"];

    /// <summary>Whether the optional details are open: where one of them is filled or wrong.</summary>
    public bool ShowsOptional => Frame.ValueOf("gender") is not (null or "unspecified")
        || Array.Exists(OptionalFields, f => !string.IsNullOrEmpty(Frame.ValueOf(f)) || Frame.Problems.Of(f) is not null);

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public async Task<IActionResult> OnPostAsync([FromForm] RegisterUser form, [FromForm] Secret? passwordConfirm)
    {
        if (await LoadAsync() is { } signedIn)
            return signedIn;
        var request = form with { BirthDate = BirthDateParts.Read(Request.Form) };
        Check(request);
        ConfirmPassword("passwordConfirm", request.Password, passwordConfirm);
        if (Frame.Problems.Any)
            return await ShowAgainAsync();

        var registered = await AskAsync(request);
        if (!registered.IsSuccess)
            return await RefuseAsync(registered.Error);
        var loggedIn = await AskAsync(new Login(request.Username, request.Password));
        if (loggedIn.IsSuccess)
            SessionCookies.Store(HttpContext, loggedIn.Value);
        return Done(Afterwards, await WithAdviceAsync("notice.signed-up", request.Password)); // By way of the login page, should the login have met a limit.
    }

    protected override Task<IActionResult?> LoadAsync() => Task.FromResult(Frame.Account is null ? null : Done(Afterwards));
}
