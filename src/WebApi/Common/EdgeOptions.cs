using System.ComponentModel.DataAnnotations;

namespace Auth.WebApi.Common;

/// <summary>Whom the edge lets in, and what it says of itself.</summary>
internal sealed class EdgeOptions : IValidatableObject
{
    public const string Section = "Auth";

    /// <summary>Connections that may be open at a time; further ones are closed at once.</summary>
    [Range(1, 1_000_000)]
    public int MostConnections { get; set; } = 10000;

    /// <summary>Whether it listens only once it is ready, for a proxy that learns of a node by its requests.</summary>
    public bool ListenWhenReady { get; set; }

    /// <summary>Seconds for which the service still serves after the order to stop, not ready any more, so that a load balancer notices.</summary>
    [Range(0, 300)]
    public int DrainSeconds { get; set; }

    public TimeSpan Drain => TimeSpan.FromSeconds(DrainSeconds);

    /// <summary>Other origins whose scripts may call the API with a bearer token; none where nothing is said.</summary>
    public string[] CorsOrigins { get; set; } = [];

    /// <summary>Where to report a vulnerability (RFC 9116), a <c>mailto:</c> or <c>https:</c> address; without it there is no security.txt.</summary>
    public Uri? SecurityContact { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var origin in CorsOrigins.Where(o => !IsOrigin(o)))
            yield return new ValidationResult($"{origin} is no origin; it should be one like https://app.example.com.", [nameof(CorsOrigins)]);
        if (SecurityContact is not (null or { IsAbsoluteUri: true, Scheme: "mailto" or "https" }))
            yield return new ValidationResult("It should be an address like mailto:security@example.com or https://example.com/security.", [nameof(SecurityContact)]);
    }

    /// <summary>Exactly as browsers send it: nothing behind host and port, no wildcard.</summary>
    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.GetLeftPart(UriPartial.Authority) == origin;
}
