using Auth.Application.Credentials;
using Auth.Domain.Common;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Account;

internal sealed class PasswordModel(Frame frame) : AuthPage(frame)
{
    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public async Task<IActionResult> OnPostAsync([FromForm] ChangePassword request, [FromForm] Secret? newPasswordConfirm)
    {
        Check(request);
        ConfirmPassword("newPasswordConfirm", request.NewPassword, newPasswordConfirm);
        return Frame.Problems.Any
            ? await ShowAgainAsync()
            : await SendAsync(request, _ => Done(ProfileModel.Address, "notice.password-changed")); // A page without the form tells password managers that it went through.
    }
}
