using Auth.Domain.Common;

namespace Auth.WebApi.Common;

/// <summary>Refusals that concern the transport, before any use case is asked.</summary>
internal static class EdgeErrors
{
    public static readonly Error MalformedJson = new("malformed_json", ErrorKind.Invalid, "The body is not the JSON that this call takes.");
    public static readonly Error MalformedRequest = new("malformed_request", ErrorKind.Invalid, "The request cannot be read.");
    public static readonly Error BodyTooLarge = new("body_too_large", ErrorKind.Invalid, "The body is larger than 32 KB.");
    public static readonly Error UnsupportedMediaType = new("unsupported_media_type", ErrorKind.Invalid, "The body must be application/json in UTF-8.");
    public static readonly Error MethodNotAllowed = new("method_not_allowed", ErrorKind.Invalid, "This call does not take that method.");
    public static readonly Error InternalError = new("internal_error", ErrorKind.Failure, "Something went wrong. Quote the trace id when you report it.");

    /// <summary>The refusal that a bare status stands for, or null where it is none of these.</summary>
    public static Error? For(int status) => status switch
    {
        StatusCodes.Status400BadRequest => MalformedRequest,
        StatusCodes.Status404NotFound => CommonErrors.NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        _ => null,
    };
}
