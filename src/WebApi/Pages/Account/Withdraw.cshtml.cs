using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Account;

internal sealed class WithdrawModel(Frame frame) : AuthPage(frame)
{
    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public async Task<IActionResult> OnPostAsync([FromForm] WithdrawOwnAccount request, [FromForm] bool understood)
    {
        Check(request);
        if (!understood)
            Frame.Problems.Add(new FieldError("understood", "understood_required", "Confirm that you have read what will be deleted."));
        return Frame.Problems.Any ? await ShowAgainAsync() : await SendAsync(request, _ =>
        {
            SessionCookies.Clear(HttpContext);
            return Done(MessageModel.Address(MessageModel.Withdrawn));
        });
    }
}
