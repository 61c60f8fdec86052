using Auth.Domain.Common;

namespace Auth.ArchitectureTests.Canaries;

internal static class CanaryErrors
{
    /// <summary>The code of another module's refusal.</summary>
    public static readonly Error Doubled = new("username_taken", ErrorKind.Conflict, "Taken again.");

    public static Error DoubledByFactory(TimeSpan retryAfter) => new("forbidden", ErrorKind.Forbidden, "Forbidden again.") { RetryAfter = retryAfter };

    public static readonly Error DoubledField = CommonErrors.ValidationFailed("cursor", "cursor_invalid", "Invalid again.");

    public static readonly Error Misspelt = new("Not-Snake", ErrorKind.Invalid, "A code in another spelling.");
}

internal static class HomelessErrorCanary
{
    public static Error Make() => new("homeless", ErrorKind.Invalid, "Declared nowhere.");
}
