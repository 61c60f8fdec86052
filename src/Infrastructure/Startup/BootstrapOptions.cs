namespace Auth.Infrastructure.Startup;

/// <summary>The first administrator, made at start where there is none.</summary>
public sealed class BootstrapOptions
{
    public const string Section = "Auth:Bootstrap";

    public string? Username { get; set; }

    public string? Password { get; set; }
}
