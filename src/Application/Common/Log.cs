using Microsoft.Extensions.Logging;

namespace Auth.Application.Common;

internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "{UseCase} by {CallerId}: {Outcome} in {Milliseconds:0.0} ms")]
    public static partial void Handled(this ILogger log, string useCase, string callerId, string outcome, double milliseconds);
}
