using System.ComponentModel.DataAnnotations;
using Auth.Domain.Sessions;

namespace Auth.Application.Sessions;

/// <summary>How long sessions and their tokens last.</summary>
public sealed class SessionOptions
{
    public const string Section = "Auth:Sessions";

    /// <summary>Seconds in which the refresh token just spent still gets its one successor; 0 makes every second use theft.</summary>
    [Range(0, 60)]
    public int RefreshLeewaySeconds { get; set; } = 10;

    /// <summary>Minutes an access token is good for.</summary>
    [Range(1, 60)]
    public int AccessTokenMinutes { get; set; } = 10;

    /// <summary>Days after which a session ends that was not used.</summary>
    [Range(1, 365)]
    public int IdleDays { get; set; } = 14;

    /// <summary>Days after which a session ends in any case.</summary>
    [Range(1, 365)]
    public int AbsoluteDays { get; set; } = 90;

    /// <summary>Sessions one user can have at a time; a further login ends the one that was used longest ago.</summary>
    [Range(1, 1000)]
    public int MostPerUser { get; set; } = 100;

    public TimeSpan RefreshLeeway => TimeSpan.FromSeconds(RefreshLeewaySeconds);

    public TimeSpan AccessTokenLifetime => TimeSpan.FromMinutes(AccessTokenMinutes);

    public SessionLifetimes Lifetimes => new(TimeSpan.FromDays(Math.Min(IdleDays, AbsoluteDays)), TimeSpan.FromDays(AbsoluteDays));
}
