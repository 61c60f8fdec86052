using Microsoft.Extensions.Logging;

namespace Auth.Application.Common;

internal static partial class Log
{
    [LoggerMessage(EventId = 1000, Message = "{UseCase} by {CallerId}: {Outcome} in {Milliseconds:0.0} ms")]
    public static partial void Handled(this ILogger log, LogLevel level, string useCase, string callerId, string outcome, double milliseconds);
}
