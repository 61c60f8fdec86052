using System.Security.Claims;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Infrastructure.Tokens;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;

namespace Auth.WebApi.Pages;

/// <summary>What every page passes before its handler: a method that it takes, a session that is alive, and a form that came from this service's own pages.</summary>
internal sealed class GuardPages(Frame frame, RequestContext request, SigningKeyRing keys, IAntiforgery antiforgery) : IAsyncPageFilter
{
    /// <summary>Whatever comes with a GET means nothing (RFC 9110 9.3.1), so it is not taken for a form, which it need not even be.</summary>
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context)
    {
        if (Redirects.IsSafe(context.HttpContext))
            context.HttpContext.Request.ContentType = null;
        return Task.CompletedTask;
    }

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        context.Result = Method(context) ?? await FormAsync(context.HttpContext) ?? await SessionAsync(context.HttpContext) ?? await TokenAsync(context);
        if (context.Result is null)
            await next();
    }

    private static ErrorResult? Method(PageHandlerExecutingContext context)
    {
        if (context.HandlerMethod is not null)
            return null;
        var methods = context.ActionDescriptor.HandlerMethods.Select(h => h.HttpMethod.ToUpperInvariant());
        context.HttpContext.Response.Headers.Allow = string.Join(", ", methods.SelectMany(m => m == HttpMethods.Get ? [m, HttpMethods.Head] : new[] { m }).Distinct());
        return new ErrorResult(EdgeErrors.MethodNotAllowed, StatusCodes.Status405MethodNotAllowed);
    }

    /// <summary>A form from elsewhere is refused with nothing of what it holds, and before anything is done with the cookies.</summary>
    private static async Task<IActionResult?> FormAsync(HttpContext http)
    {
        if (Redirects.IsSafe(http))
            return null;
        if (!IsOurs(http) || !IsForm(http.Request.ContentType))
            return new ErrorResult(FormErrors.FormRefused);
        try
        {
            return (await http.Request.ReadFormAsync(http.RequestAborted)).Any(field => field.Value.Count > 1) ? new ErrorResult(FormErrors.FormRefused) : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return new ErrorResult(FormErrors.FormRefused); // More fields than any form has, or parts that do not end.
        }
    }

    private async Task<IActionResult?> SessionAsync(HttpContext http)
    {
        if (Has<RenewsSessionAttribute>(http))
            return null;
        if (request.IdentityError is not null)
        {
            Redirects.ByRenewal(http);
            return new EmptyResult();
        }

        if (await frame.FindAccountAsync() is not { } error)
            return null;

        if (request.Identity is { } identity && !keys.Has(identity.KeyId))
        {
            Redirects.ByRenewal(http); // Revoked elsewhere a moment ago: the token is worth nothing, the session goes on.
            return new EmptyResult();
        }

        if (error.Kind != ErrorKind.Unauthenticated && error != CommonErrors.NotFound)
            return new ErrorResult(error);
        if (!Has<IAllowAnonymous>(http))
            return ToLogin.AfterTheEnd(http);
        SessionCookies.Clear(http);
        return null;
    }

    /// <summary>A form of ours that is too old is shown again as it was typed.</summary>
    private async Task<IActionResult?> TokenAsync(PageHandlerExecutingContext context)
    {
        var http = context.HttpContext;
        var isGenuine = Redirects.IsSafe(http) || Has<RenewsSessionAttribute>(http) || await antiforgery.IsRequestValidAsync(http);
        if (frame.Account is null)
            http.User = new ClaimsPrincipal(new ClaimsIdentity()); // Or the forms of this page would be for somebody whose session is over.
        return isGenuine ? null
            : context.HandlerInstance is AuthPage page ? await page.ShowAgainAsync(FormErrors.FormExpired, StatusCodes.Status400BadRequest)
            : new ErrorResult(FormErrors.FormExpired);
    }

    /// <summary>What browsers make of our forms, and nothing that takes other ways to read.</summary>
    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>By what the browser says of where the form stands: <c>Sec-Fetch-Site</c>, or <c>Origin</c> where it does not send that; without both the token decides alone.</summary>
    private static bool IsOurs(HttpContext http)
    {
        var site = http.Request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is "same-origin" or "none";
        var origin = http.Request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == http.Request.Host.ToUriComponent());
    }

    private static bool Has<T>(HttpContext http)
        where T : class => http.GetEndpoint()?.Metadata.GetMetadata<T>() is not null;
}

/// <summary>A page that is asked with the refresh token alone, by whatever method; it changes nothing but the tokens.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RenewsSessionAttribute : Attribute;

internal static class FormErrors
{
    public static readonly Error FormExpired = new("form_expired", ErrorKind.Invalid, "The page was open too long to save. Press the button again.");
    public static readonly Error FormRefused = new("form_refused", ErrorKind.Invalid, "This form did not come from a page of this service. Open the page again.");
}
