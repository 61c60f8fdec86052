using Auth.Domain.Common;
using Auth.Domain.Users;

namespace Auth.Application.Credentials;

/// <summary>Counts attempts in the database, so that neither a restart nor a second node resets them. Every count ends by itself.</summary>
public interface IAttemptLimiter
{
    /// <summary>
    /// Counts an attempt before it is judged. Who is known here (<see cref="IKnownPlaces"/>) is counted by themselves, so what strangers do does not touch them. Attempts under way at the same moment
    /// wait for each other rather than being refused, so right passwords in parallel are not taken for guesses. Refused with <c>too_many_attempts</c>, or with
    /// <c>overloaded</c> where too many wait.
    /// </summary>
    Task<Result<IAttempt>> TakeAsync(UserId? userId, string account, CancellationToken cancellationToken);
}

/// <summary>An attempt under way; disposing it lets the next one begin.</summary>
public interface IAttempt : IAsyncDisposable
{
    /// <summary>Takes this attempt out of the count, since it was no wrong guess; <paramref name="succeeded"/> also forgets the account's earlier ones from here.</summary>
    Task GiveBackAsync(bool succeeded);
}

/// <summary>From where people have logged in before: networks, and browsers by a cookie.</summary>
public interface IKnownPlaces
{
    /// <summary>
    /// Remembers, in the open transaction, that this user has logged in from here. Answers what a browser keeps, to be known by it wherever it is; null for a program, which is known by its
    /// network.
    /// </summary>
    Task<Secret?> RememberAsync(UserId userId, CancellationToken cancellationToken);
}
