using Microsoft.Extensions.Logging;

namespace Auth.Infrastructure.Audit;

internal static partial class Log
{
    [LoggerMessage(2200, LogLevel.Information, "Audit checkpoint {Sequence}:{Hash}")]
    public static partial void Checkpoint(this ILogger log, long sequence, string hash);

    [LoggerMessage(2201, LogLevel.Warning, "The audit trail could not be sealed ({Reason}); trying again.")]
    public static partial void SealingFailed(this ILogger log, string reason);

    [LoggerMessage(2202, LogLevel.Information, "{Count} lines of the audit trail have had their time; it begins behind {Sequence}:{Hash} now.")]
    public static partial void Pruned(this ILogger log, int count, long sequence, string hash);
}
