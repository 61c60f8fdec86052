using Auth.Application.Users;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages;

/// <summary>Where the first administrator enters the code that the service printed at start.</summary>
internal sealed class SetupModel(Frame frame) : AuthPage(frame)
{
    public IActionResult OnGet() => Page();

    public Task<IActionResult> OnPostAsync([FromForm] BecomeAdministrator request) =>
        SendAsync(request, _ => Done("/admin/users", "notice.administrator"));
}
