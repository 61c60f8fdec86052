using Microsoft.Extensions.Logging;

namespace Auth.Infrastructure.Passwords;

internal static partial class Log
{
    [LoggerMessage(5100, LogLevel.Critical, "The interleaved BCrypt does not give the answers that BCrypt must on this machine. Passwords are hashed by BCrypt.Net-Next instead: right, but at a third of the speed. Please report this with the kind of processor.")]
    public static partial void EngineDisagrees(this ILogger log);

    [LoggerMessage(5102, LogLevel.Error, "The interleaved BCrypt failed.")]
    public static partial void EngineFailed(this ILogger log, Exception exception);

    [LoggerMessage(5101, LogLevel.Warning, "The hash workers could not be given a lower priority than requests have ({Reason}). While all cores hash, everything else will be slower.")]
    public static partial void PriorityRefused(this ILogger log, string reason);
}
