using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Auth.Domain.Common;
using Auth.Domain.Sessions;

namespace Auth.WebApi.Common;

/// <summary>Problem details (RFC 9457) with the stable <c>code</c>, the <c>traceId</c> and, for wrong input, the messages of each field.</summary>
internal sealed record ProblemDetails(
    string Type,
    string Title,
    int Status,
    string Code,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors);

internal sealed class ProblemResult(Error error) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Problem.WriteAsync(httpContext, error);
}

internal static class Problem
{
    public const string ContentType = "application/problem+json";

    public static Task WriteAsync(HttpContext http, Error error) => WriteAsync(http, error, Status(error));

    /// <summary>For programs problem details, for people the error page; both in the language of the request.</summary>
    public static Task WriteAsync(HttpContext http, Error error, int status)
    {
        http.Response.StatusCode = status;
        if (error.RetryAfter is { } wait)
            SetRetryAfter(http, wait);
        var texts = Texts.In(Surface.Language(http));
        http.Response.Headers.ContentLanguage = texts.Language;
        if (Surface.IsPage(http))
            return ErrorPage.WriteAsync(http, error);
        if (status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = Challenge(error);
        return http.Response.WriteAsJsonAsync(
            new ProblemDetails($"urn:auth:problem:{error.Code}", texts.Of(error), status, error.Code, TraceId(http), Fields(error, texts)),
            options: null,
            ContentType);
    }

    /// <summary>For answers that were given a status only, by routing or by the server.</summary>
    public static Task ForStatus(HttpContext http) =>
        EdgeErrors.For(http.Response.StatusCode) is { } error ? WriteAsync(http, error, http.Response.StatusCode) : Task.CompletedTask;

    public static void SetRetryAfter(HttpContext http, TimeSpan wait) =>
        http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    public static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    /// <summary>The one place where a refusal becomes a status.</summary>
    private static int Status(Error error) => error.Kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.TooManyRequests => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>RFC 6750 3: the error is named only where a token was sent.</summary>
    private static string Challenge(Error error) => error.Code == SessionErrors.TokenInvalid.Code || error.Code == SessionErrors.TokenExpired.Code
        ? $"Bearer realm=\"auth\", error=\"invalid_token\", error_description=\"{error.Message}\""
        : "Bearer realm=\"auth\"";

    private static Dictionary<string, string[]>? Fields(Error error, Texts texts) => error.Fields.Count == 0
        ? null
        : error.Fields.GroupBy(f => f.Field).ToDictionary(g => g.Key, g => g.Select(texts.Of).ToArray());
}
