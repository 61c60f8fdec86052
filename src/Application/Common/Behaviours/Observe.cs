using System.Diagnostics;
using Auth.Domain.Common;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Auth.Application.Common.Behaviours;

/// <summary>
/// Logs the name of a request, its caller, its outcome and how long it took; never the request, which may hold a password. A query that was answered is for who looks into something
/// (Debug): a line for each would be a good part of what it costs.
/// </summary>
internal sealed class Observe<TRequest, T>(RequestContext context, ILogger<TRequest> log) : IPipelineBehavior<TRequest, Result<T>>
    where TRequest : IUseCase<T>
{
    public async Task<Result<T>> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<Result<T>> next)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await next();
        var level = request is IQuery<T> && result.IsSuccess ? LogLevel.Debug : LogLevel.Information;
        if (log.IsEnabled(level))
            log.Handled(level, typeof(TRequest).Name, context.Caller?.UserId.ToString() ?? "nobody", result.Error?.Code ?? "ok", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return result;
    }
}
