using Auth.Domain.Common;
using Auth.Infrastructure.Persistence;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace Auth.WebApi.Common;

/// <summary>The last resort: what no use case expected becomes problem details that tell nothing of the inside, whatever the environment.</summary>
internal sealed class UnhandledExceptions(ILogger<UnhandledExceptions> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        if (exception is BadHttpRequestException bad)
            await Problem.WriteAsync(httpContext, Unreadable(bad, httpContext), bad.StatusCode);
        else
            await Problem.WriteAsync(httpContext, Classify(exception));
        return true;
    }

    /// <summary>A body that cannot be read is malformed JSON; anything else that cannot be is a malformed request.</summary>
    private static Error Unreadable(BadHttpRequestException bad, HttpContext http) =>
        bad.StatusCode == StatusCodes.Status400BadRequest && http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>() is not null
            ? EdgeErrors.MalformedJson
            : EdgeErrors.For(bad.StatusCode) ?? EdgeErrors.MalformedRequest;

    private Error Classify(Exception exception)
    {
        if (DatabaseFaults.IsUnavailable(exception))
        {
            log.DatabaseUnavailable(exception.GetBaseException().GetType().Name);
            return CommonErrors.Unavailable;
        }

        log.Unhandled(exception);
        return EdgeErrors.InternalError;
    }
}
