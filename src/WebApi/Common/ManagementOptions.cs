using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;

namespace Auth.WebApi.Common;

/// <summary>Where metrics and health are told to whoever runs the service, apart from its clients.</summary>
internal sealed class ManagementOptions : IValidatableObject
{
    public const string Section = "Auth:Management";

    /// <summary>The port for <c>/metrics</c> and <c>/health/…</c>; 0 opens none.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>The address of this machine at which the port listens.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Past the options, since it decides what is registered, which is before the settings are judged.</summary>
    public static bool IsOpen(IConfiguration configuration) =>
        int.TryParse(configuration[$"{Section}:{nameof(Port)}"], CultureInfo.InvariantCulture, out var port) && port > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out _))
            yield return new ValidationResult("It should be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them.", [nameof(Address)]);
    }
}
