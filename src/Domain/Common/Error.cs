namespace Auth.Domain.Common;

/// <summary>What sort of refusal an <see cref="Error"/> is; the edge turns it into a status, nothing else looks at it.</summary>
public enum ErrorKind
{
    Invalid,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    TooManyRequests,
    Unavailable,

    /// <summary>A bug or a broken machine.</summary>
    Failure,
}

/// <summary>A refusal that can be expected. <see cref="Code"/> is public API: it never changes its meaning. The message says no more than the caller may know.</summary>
public sealed record Error(string Code, ErrorKind Kind, string Message)
{
    /// <summary>What is wrong with single fields of the request; empty unless the refusal is about its input.</summary>
    public IReadOnlyList<FieldError> Fields { get; init; } = [];

    /// <summary>How long to wait before the same request can succeed, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>One wrong field: its name in the request, a stable code for translations, and a sentence.</summary>
public sealed record FieldError(string Field, string Code, string Message);

/// <summary>Refusals that any request can meet.</summary>
public static class CommonErrors
{
    public static readonly Error Forbidden = new("forbidden", ErrorKind.Forbidden, "You may not do this.");

    /// <summary>What is hard to undo needs a password entered a short while ago.</summary>
    public static readonly Error ReauthenticationRequired =
        new("reauthentication_required", ErrorKind.Forbidden, "Enter your password again to do this.");

    public static readonly Error NotFound = new("not_found", ErrorKind.NotFound, "There is nothing here.");

    public static Error ValidationFailed(IReadOnlyList<FieldError> fields) =>
        new("validation_failed", ErrorKind.Invalid, "Some fields are missing or wrong.") { Fields = fields };

    public static Error ValidationFailed(string field, string code, string message) => ValidationFailed([new FieldError(field, code, message)]);

    public static Error TooManyRequests(TimeSpan retryAfter) =>
        new("too_many_requests", ErrorKind.TooManyRequests, "Too many requests. Try again later.") { RetryAfter = retryAfter };

    public static Error Overloaded(TimeSpan retryAfter) =>
        new("overloaded", ErrorKind.Unavailable, "The service is busy. Try again shortly.") { RetryAfter = retryAfter };

    public static readonly Error Unavailable =
        new("unavailable", ErrorKind.Unavailable, "The service is not available at the moment. Try again shortly.") { RetryAfter = TimeSpan.FromSeconds(2) };
}
