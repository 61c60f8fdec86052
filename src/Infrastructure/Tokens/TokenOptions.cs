using System.ComponentModel.DataAnnotations;

namespace Auth.Infrastructure.Tokens;

/// <summary>Who issues access tokens, for whom, and how often their signing key changes.</summary>
public sealed class TokenOptions
{
    public const string Section = "Auth";

    /// <summary><c>iss</c> of access tokens.</summary>
    [Required]
    public string Issuer { get; set; } = "http://localhost:5080";

    /// <summary><c>aud</c> of access tokens.</summary>
    [Required]
    public string Audience { get; set; } = "auth";

    /// <summary>Days after which the next signing key takes over.</summary>
    [Range(1, 3650)]
    public int SigningKeyRotationDays { get; set; } = 90;

    /// <summary>Minutes for which a signing key is published before it signs, so that verifiers have it in time.</summary>
    [Range(5, 60 * 24 * 7)]
    public int SigningKeyPublishAheadMinutes { get; set; } = 60 * 24;
}
