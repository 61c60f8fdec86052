using Auth.Domain.Common;

namespace Auth.Domain.Sessions;

public static class SessionErrors
{
    public static readonly Error InvalidCredentials =
        new("invalid_credentials", ErrorKind.Unauthenticated, "The username or password does not match.");

    public static readonly Error AccountSuspended =
        new("account_suspended", ErrorKind.Forbidden, "This account is suspended. Contact the administrator.");

    public static readonly Error RefreshTokenInvalid =
        new("refresh_token_invalid", ErrorKind.Unauthenticated, "The refresh token is not valid. Log in again.");

    public static readonly Error RefreshTokenExpired =
        new("refresh_token_expired", ErrorKind.Unauthenticated, "The session has expired. Log in again.");

    public static readonly Error RefreshTokenReused = new(
        "refresh_token_reused", ErrorKind.Unauthenticated, "This refresh token was used before, so the session has been ended. Log in again.");

    public static readonly Error TokenMissing = new("token_missing", ErrorKind.Unauthenticated, "An access token is needed.");
    public static readonly Error TokenInvalid = new("token_invalid", ErrorKind.Unauthenticated, "The access token is not valid.");
    public static readonly Error TokenExpired = new("token_expired", ErrorKind.Unauthenticated, "The access token has expired.");
}
