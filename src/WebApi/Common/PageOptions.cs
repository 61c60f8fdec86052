using System.ComponentModel.DataAnnotations;

namespace Auth.WebApi.Common;

/// <summary>What the pages say of the service that they belong to.</summary>
internal sealed class PageOptions : IValidatableObject
{
    public const string Section = "Auth:Pages";

    /// <summary>The name at the top of every page and in its title.</summary>
    [Required, MaxLength(40)]
    public string ServiceName { get; set; } = "Auth";

    /// <summary>The zone in which times are shown, by its IANA name.</summary>
    [Required]
    public string TimeZone { get; set; } = "Asia/Seoul";

    internal TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
            yield return new ValidationResult("There is no such time zone; it should be one like Asia/Seoul.", [nameof(TimeZone)]);
    }
}
