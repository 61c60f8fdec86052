namespace Auth.Infrastructure.Passwords;

/// <summary>Works out BCrypt hashes, for one thread.</summary>
internal interface IHashEngine : IDisposable
{
    /// <summary>How many hashes may be under way.</summary>
    int Seats { get; }

    /// <summary>Begins a hash. There must be a free seat.</summary>
    void Seat(HashTask task);

    /// <summary>Gives up a hash that is under way.</summary>
    void Unseat(HashTask task);

    /// <summary>Carries on with all that are under way; which are then <see cref="HashTask.IsDone"/> have left their seats. There must be one.</summary>
    void Advance();
}
