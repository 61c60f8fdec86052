using Auth.Application.Common;
using Auth.Application.Credentials;
using Auth.Application.Credentials.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.WebApi.Common;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Auth.WebApi.Pages;

/// <summary>
/// Base of the pages. A page binds its form, sends the same request as the API and shows what came of it: on success a redirect to a page by GET, on refusal
/// itself again, with what was typed and what is wrong.
/// </summary>
internal abstract class AuthPage(Frame frame) : PageModel
{
    private bool loads;

    public Frame Frame { get; } = frame;

    public Texts Texts => Frame.Texts;

    /// <summary>Loads what the page shows besides the form; an answer other than null is given instead of the page.</summary>
    protected virtual Task<IActionResult?> LoadAsync() => Task.FromResult<IActionResult?>(null);

    protected async Task<IActionResult> ShowAsync()
    {
        loads = true;
        return await LoadAsync() ?? Page();
    }

    /// <summary>The page with what is wrong with its form.</summary>
    public async Task<IActionResult> ShowAgainAsync(Error error, int status = StatusCodes.Status422UnprocessableEntity)
    {
        Frame.Problems.Add(error);
        return await ShowAgainAsync(status);
    }

    protected async Task<IActionResult> ShowAgainAsync(int status = StatusCodes.Status422UnprocessableEntity)
    {
        Response.StatusCode = status;
        return await ShowAsync();
    }

    protected Task<Result<T>> AskAsync<T>(IUseCase<T> request) =>
        HttpContext.RequestServices.GetRequiredService<IUseCases>().SendAsync(request, HttpContext.RequestAborted);

    /// <summary>Sends the request and goes on by <paramref name="success"/>; a refusal shows the page again, or the error page where the page itself is refused.</summary>
    protected async Task<IActionResult> SendAsync<T>(IUseCase<T> request, Func<T, IActionResult> success)
    {
        var result = await AskAsync(request);
        return result.IsSuccess ? success(result.Value) : await RefuseAsync(result.Error);
    }

    /// <summary>Adds what the request's own rules say to the problems that the page has found, so that all of them are shown at once.</summary>
    protected void Check<TRequest>(TRequest request)
    {
        foreach (var failure in HttpContext.RequestServices.GetServices<IValidator<TRequest>>().SelectMany(v => v.Validate(request).Errors))
            Frame.Problems.Add(new FieldError(failure.PropertyName, failure.ErrorCode, failure.ErrorMessage));
    }

    /// <summary>Adds what the second typing of a new password says.</summary>
    protected void ConfirmPassword(string field, Secret? password, Secret? again)
    {
        if (!string.Equals(password?.Reveal(), again?.Reveal(), StringComparison.Ordinal))
            Frame.Problems.Add(new FieldError(field, "password_confirmation_wrong", "The two passwords differ."));
    }

    protected Task<IActionResult> RefuseAsync(Error error)
    {
        if (error == SessionErrors.TokenMissing || error == SessionErrors.TokenInvalid || error == SessionErrors.TokenExpired)
            return Task.FromResult<IActionResult>(ToLogin.AfterTheEnd(HttpContext));
        if (error == CommonErrors.ReauthenticationRequired)
        {
            Redirects.To(HttpContext, Redirects.With(Account.ConfirmModel.Address, Request.Path + Request.QueryString), StatusCodes.Status307TemporaryRedirect);
            return Task.FromResult<IActionResult>(new EmptyResult());
        }

        if (loads || error == CommonErrors.NotFound || error == CommonErrors.Forbidden) // What cannot be loaded cannot be shown again.
            return Task.FromResult<IActionResult>(new ErrorResult(error));
        if (error.RetryAfter is { } wait)
            Problem.SetRetryAfter(HttpContext, wait);
        return ShowAgainAsync(error, error.Kind switch
        {
            ErrorKind.TooManyRequests => StatusCodes.Status429TooManyRequests,
            ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status422UnprocessableEntity,
        });
    }

    /// <summary>To a page by GET (303), with a notice of what was done.</summary>
    protected IActionResult Done(string address, string? notice = null, string? username = null)
    {
        if (notice is not null)
            Notices.Leave(HttpContext, new Notice(notice, username));
        return new SeeOther(address);
    }

    /// <summary>The notice of a new password: one that is only just good enough comes with advice.</summary>
    protected async Task<string> WithAdviceAsync(string notice, Secret? password) =>
        await AskAsync(new RatePassword(password)) is { IsSuccess: true, Value.Strength: PasswordStrength.Fair } ? $"{notice}.fair" : notice;
}
