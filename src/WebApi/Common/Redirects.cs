using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Common;

/// <summary>To another page of this service, by GET (RFC 9110 15.4.4).</summary>
internal sealed class SeeOther(string address) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        Redirects.To(context.HttpContext, address, StatusCodes.Status303SeeOther);
        return Task.CompletedTask;
    }
}

/// <summary>The error page in place of the page that was asked for.</summary>
internal sealed class ErrorResult(Domain.Common.Error error, int? status = null) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context) =>
        status is null ? Problem.WriteAsync(context.HttpContext, error) : Problem.WriteAsync(context.HttpContext, error, status.Value);
}

internal static class Redirects
{
    public const string Next = "next";
    private const string Renewal = "/session/renew";

    public static void To(HttpContext http, string address, int status)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Location = address;
    }

    /// <summary>Sends the request round by the renewal of its session and back. A form that was sent goes the whole way (307), with what was typed.</summary>
    public static void ByRenewal(HttpContext http) => To(http, With(Renewal, http.Request.Path + http.Request.QueryString), SameMethod(http));

    public static int SameMethod(HttpContext http) =>
        IsSafe(http) ? StatusCodes.Status302Found : StatusCodes.Status307TemporaryRedirect;

    public static bool IsSafe(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);

    /// <summary>
    /// A path of this service, or null: never another host, in none of the spellings that browsers take for one. Only what may stand in an address as it is: no
    /// browser sends anything else, and a header takes nothing else.
    /// </summary>
    public static string? Local(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && address.All(c => c is > ' ' and < '\x7f') ? address : null;

    public static string With(string page, string next) => page + new QueryBuilder { { Next, next } };
}

/// <summary>Sends somebody to log in and, after that, back to where they were.</summary>
internal static class ToLogin
{
    private const string Login = "/login";

    public static void From(HttpContext http) => Redirects.To(
        http,
        Redirects.With(Login, http.Request.Path + (Redirects.IsSafe(http) ? http.Request.QueryString : default)),
        StatusCodes.Status303SeeOther);

    /// <summary>The same for somebody whose session is over, and says so.</summary>
    public static IActionResult AfterTheEnd(HttpContext http)
    {
        SessionCookies.Clear(http);
        Notices.Leave(http, new Notice("notice.session-over"));
        From(http);
        return new EmptyResult();
    }
}
