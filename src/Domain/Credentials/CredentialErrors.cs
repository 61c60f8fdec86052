using Auth.Domain.Common;

namespace Auth.Domain.Credentials;

public static class CredentialErrors
{
    public static readonly Error CurrentPasswordWrong =
        CommonErrors.ValidationFailed("currentPassword", "current_password_wrong", "The current password does not match.");

    public static Error TooManyAttempts(TimeSpan retryAfter) =>
        new("too_many_attempts", ErrorKind.TooManyRequests, "Too many attempts. Try again later.") { RetryAfter = retryAfter };
}
