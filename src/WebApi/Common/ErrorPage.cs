using Auth.Domain.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Auth.WebApi.Common;

/// <summary>What went wrong, for people, in place of the page that was asked for and under its address. A trace id to quote where it was our fault.</summary>
internal sealed record ErrorPage(int Status, string Title, string Text, string? TraceId)
{
    private const string View = "/Pages/Shared/Error.cshtml";

    /// <summary>Whether the same request may succeed a little later.</summary>
    public bool IsPassing => Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable;

    /// <summary>Whether nobody should be asked who is signed in, since the machine is not well.</summary>
    public bool IsOurFault => Status >= StatusCodes.Status500InternalServerError;

    /// <summary>Writes the page for a response whose status is set.</summary>
    public static Task WriteAsync(HttpContext http, Error error)
    {
        var view = new ViewResult
        {
            ViewName = View,
            ViewData = new ViewDataDictionary<ErrorPage>(http.RequestServices.GetRequiredService<IModelMetadataProvider>(), new ModelStateDictionary())
            {
                Model = For(http, error),
            },
        };
        return http.RequestServices.GetRequiredService<IActionResultExecutor<ViewResult>>()
            .ExecuteAsync(new ActionContext(http, new RouteData(), new ActionDescriptor()), view);
    }

    private static ErrorPage For(HttpContext http, Error error)
    {
        var status = http.Response.StatusCode;
        var texts = Texts.In(Surface.Language(http));
        return new ErrorPage(
            status,
            texts.Find($"error.{status}.title") ?? texts["error.400.title"],
            texts.Find($"error.{status}.text") ?? texts.Of(error),
            status == StatusCodes.Status500InternalServerError ? Problem.TraceId(http) : null);
    }
}
