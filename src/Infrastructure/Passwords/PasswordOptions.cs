using System.ComponentModel.DataAnnotations;

namespace Auth.Infrastructure.Passwords;

/// <summary>How passwords are hashed and how much of it may wait.</summary>
public sealed class PasswordOptions
{
    public const string Section = "Auth:Passwords";

    /// <summary>Below this, Production refuses to start.</summary>
    public const int LowestCostInProduction = 10;

    /// <summary>BCrypt cost: each step doubles the work. 12 takes about a third of a second.</summary>
    [Range(BCryptText.LowestCost, BCryptText.HighestCost)]
    public int Cost { get; set; } = 12;

    /// <summary>Threads that hash; 0 means one a core.</summary>
    [Range(0, 256)]
    public int Workers { get; set; }

    /// <summary>What works out the hashes.</summary>
    public HashEngineKind Engine { get; set; } = HashEngineKind.Interleaved;

    /// <summary>Hashes that may wait in all; past that the answer is 503.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; set; } = 128;

    /// <summary>Hashes of one client network that may wait.</summary>
    [Range(1, 100_000)]
    public int QueueLengthPerNetwork { get; set; } = 64;

    /// <summary>A file of passwords that may not be chosen, in place of the list inside the service.</summary>
    public string? BlocklistFile { get; set; }
}

/// <summary>What works out BCrypt hashes; both give the same.</summary>
public enum HashEngineKind
{
    /// <summary>The service's own, several hashes at a time on a core.</summary>
    Interleaved,

    /// <summary>BCrypt.Net-Next, one at a time.</summary>
    BCryptNet,
}
