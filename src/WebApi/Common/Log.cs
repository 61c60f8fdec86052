namespace Auth.WebApi.Common;

internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Error, "A request failed in a way nobody expected.")]
    public static partial void Unhandled(this ILogger log, Exception exception);

    [LoggerMessage(3001, LogLevel.Warning, "A request was answered 503: the database did not answer ({Kind}).")]
    public static partial void DatabaseUnavailable(this ILogger log, string kind);
}
