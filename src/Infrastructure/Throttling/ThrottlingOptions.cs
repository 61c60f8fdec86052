using System.ComponentModel.DataAnnotations;

namespace Auth.Infrastructure.Throttling;

/// <summary>How much is taken before a pause.</summary>
public sealed class ThrottlingOptions
{
    public const string Section = "Auth:Throttling";

    /// <summary>False switches every throttle off; refused in Production.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Wrong passwords for one account from one network, or from one known browser, in a window.</summary>
    [Range(1, 1000)]
    public int FailuresPerAccount { get; set; } = 10;

    /// <summary>Wrong passwords for one account from all networks that are strange to it, in a window.</summary>
    [Range(1, 10_000)]
    public int FailuresPerAccountOverall { get; set; } = 50;

    /// <summary>Wrong passwords from one network over all accounts that it is strange to, in a window.</summary>
    [Range(1, 1_000_000)]
    public int FailuresPerNetwork { get; set; } = 200;

    /// <summary>Refreshes of one network with tokens that were never made here, in a window.</summary>
    [Range(1, 1_000_000)]
    public int RefreshFailuresPerNetwork { get; set; } = 300;

    /// <summary>Registrations of one network in a window.</summary>
    [Range(1, 1_000_000)]
    public int RegistrationsPerNetwork { get; set; } = 600;

    /// <summary>Answers in a window that a username or an email address is taken: to one network at sign-up, to one user who changes theirs.</summary>
    [Range(1, 1_000_000)]
    public int TakenAnswers { get; set; } = 100;

    /// <summary>Minutes a window lasts; it ends by itself.</summary>
    [Range(1, 15)]
    public int WindowMinutes { get; set; } = 15;

    /// <summary>Requests a minute that one network may send to the calls that need no token.</summary>
    [Range(1, 10_000_000)]
    public int AnonymousRequestsPerMinute { get; set; } = 1200;

    /// <summary>Requests a minute that one signed-in user may send.</summary>
    [Range(1, 10_000_000)]
    public int SignedInRequestsPerMinute { get; set; } = 6000;
}
