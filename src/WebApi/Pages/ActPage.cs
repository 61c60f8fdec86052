using Auth.WebApi.Common;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages;

/// <summary>A page that acts and has nothing of its own to show. Whoever comes by GET, such as from the renewal of a session that was over, is shown the first page.</summary>
internal abstract class ActPage(Frame frame) : AuthPage(frame)
{
    protected const string Home = "/";

    public IActionResult OnGet() => Done(Home);

    /// <summary>In the place of the form, which stood on another page.</summary>
    protected override Task<IActionResult?> LoadAsync() => Task.FromResult<IActionResult?>(new ErrorResult(FormErrors.FormRefused));
}
