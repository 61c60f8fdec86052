using Microsoft.Extensions.Logging;

namespace Auth.Infrastructure.Startup;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Ready. The API is described at /docs.")]
    public static partial void Ready(this ILogger log);

    [LoggerMessage(2001, LogLevel.Information, "Applied migration {Migration}.")]
    public static partial void Migrated(this ILogger log, string migration);

    [LoggerMessage(2002, LogLevel.Warning, "The database cannot be used ({Reason}). Requests get 503 until it can; trying again every second.")]
    public static partial void DatabaseAway(this ILogger log, string reason);

    [LoggerMessage(2003, LogLevel.Information, "The first administrator has been made from the configuration.")]
    public static partial void AdministratorCreated(this ILogger log);

    [LoggerMessage(2006, LogLevel.Warning, "Old sessions and counts could not be removed ({Reason}); trying again in ten minutes.")]
    public static partial void SweepFailed(this ILogger log, string reason);

    [LoggerMessage(2005, LogLevel.Critical, "The service cannot go on.")]
    public static partial void Failed(this ILogger log, Exception exception);

    [LoggerMessage(2004, LogLevel.Warning, "There is no administrator yet. Log in as any member and enter this code, which works once, at /setup (or send it to POST /api/v1/setup/administrator): {SetupCode}")]
    public static partial void SetupCode(this ILogger log, string setupCode);
}
