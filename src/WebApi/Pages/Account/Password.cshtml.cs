using Auth.Application.Credentials;
using Auth.Domain.Common;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Account;

internal sealed class PasswordModel(Frame frame) : AuthPage(frame)
{
    public const string Address = "/account/password";

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public async Task<IActionResult> OnPostAsync([FromForm] ChangePassword request, [FromForm] Secret? newPasswordConfirm)
    {
        Check(request);
        ConfirmPassword("newPasswordConfirm", request.NewPassword, newPasswordConfirm);
        if (Frame.Problems.Any)
            return await ShowAgainAsync();
        var notice = await WithAdviceAsync("notice.password-changed", request.NewPassword);
        return await SendAsync(request, _ => Done(ProfileModel.Address, notice)); // A page without the form tells password managers that it went through.
    }
}
