using Microsoft.Extensions.Logging;

namespace Auth.Infrastructure.Startup;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Ready.")]
    public static partial void Ready(this ILogger log);

    [LoggerMessage(2001, LogLevel.Information, "Applied migration {Migration}.")]
    public static partial void Migrated(this ILogger log, string migration);

    [LoggerMessage(2002, LogLevel.Warning, "The database does not answer ({Reason}). Requests get 503 until it does; trying again every second.")]
    public static partial void DatabaseAway(this ILogger log, string reason);

    [LoggerMessage(2003, LogLevel.Information, "The first administrator has been made from the configuration.")]
    public static partial void AdministratorCreated(this ILogger log);

    [LoggerMessage(2004, LogLevel.Warning, "There is no administrator yet. Log in as any member and send this code, which works once, to POST /api/v1/setup/administrator: {SetupCode}")]
    public static partial void SetupCode(this ILogger log, string setupCode);
}
