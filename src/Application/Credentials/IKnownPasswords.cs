namespace Auth.Application.Credentials;

/// <summary>What everybody knows: the service's own list, or the operator's in its place.</summary>
public interface IKnownPasswords
{
    /// <summary>Whether the password stands on the list, whatever its case and its composition. Throws <see cref="IOException"/> where the operator's file cannot be read any more.</summary>
    bool Contains(string password);

    /// <summary>After how many guesses a word or password of the service's own list is tried, by the fingerprint of its folded form; null where it is not on it.</summary>
    double? GuessesOf(ulong fingerprint);
}

/// <summary>What the service is called, which must not be a password.</summary>
public sealed class ServiceName
{
    public string Value { get; set; } = "";
}
