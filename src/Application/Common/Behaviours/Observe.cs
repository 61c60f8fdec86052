using System.Diagnostics;
using Auth.Domain.Common;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Auth.Application.Common.Behaviours;

/// <summary>
/// Logs the name of a request, its caller, its outcome and how long it took, and measures and traces the same without the caller; never the request, which may hold a password. A query that was
/// answered is for who looks into something (Debug): a line for each would be a good part of what it costs.
/// </summary>
internal sealed class Observe<TRequest, T>(RequestContext context, UseCaseMetrics metrics, ILogger<TRequest> log) : IPipelineBehavior<TRequest, Result<T>>
    where TRequest : IUseCase<T>
{
    private static readonly string Name = typeof(TRequest).Name;

    public async Task<Result<T>> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<Result<T>> next)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = UseCaseMetrics.Begin(Name);
        Result<T>? result = null;
        try
        {
            result = await next();
        }
        finally
        {
            metrics.End(span, Name, result is null ? UseCaseMetrics.Failed : Outcome(result), Stopwatch.GetElapsedTime(started));
        }

        var level = request is IQuery<T> && result.IsSuccess ? LogLevel.Debug : LogLevel.Information;
        if (log.IsEnabled(level))
            log.Handled(level, Name, context.Caller?.UserId.ToString() ?? "nobody", Outcome(result), Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return result;
    }

    private static string Outcome(Result<T> result) => result.Error?.Code ?? "ok";
}
