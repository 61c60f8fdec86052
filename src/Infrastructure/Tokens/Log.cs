using Microsoft.Extensions.Logging;

namespace Auth.Infrastructure.Tokens;

internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Information, "Nothing is sealed under the former master key {Id} any more. Once every node runs with the new one, Auth:FormerMasterKey may go.")]
    public static partial void FormerMasterKeyMayGo(this ILogger log, string id);
}
