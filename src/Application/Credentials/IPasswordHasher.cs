using Auth.Domain.Common;
using Auth.Domain.Credentials;

namespace Auth.Application.Credentials;

/// <summary>Works out hashes off the request threads, in a bounded queue that is shared fairly between client networks.</summary>
public interface IPasswordHasher
{
    /// <summary>A hash under today's scheme, cost and pepper. Refused with <c>overloaded</c>.</summary>
    Task<Result<PasswordHash>> HashAsync(Secret password, CancellationToken cancellationToken);

    /// <summary>Whether the password is the one; a real hash of today's cost is worked out and the answer is no where <paramref name="hash"/> is null. Refused with <c>overloaded</c>.</summary>
    Task<Result<bool>> VerifyAsync(Secret password, PasswordHash? hash, CancellationToken cancellationToken);

    /// <summary>Whether a hash is of an older scheme, cost or pepper than new ones are.</summary>
    bool IsOutdated(PasswordHash hash);
}

/// <summary>Counts attempts in the database, so that neither a restart nor a second node resets them. Every count ends by itself.</summary>
public interface IAttemptLimiter
{
    /// <summary>
    /// Counts an attempt before it is judged. Refused with <c>too_many_attempts</c>. Attempts under way at the same moment wait for each other rather than being refused, so right passwords in parallel
    /// are not taken for guesses.
    /// </summary>
    Task<Result<IAttempt>> TakeAsync(string account, CancellationToken cancellationToken);
}

/// <summary>An attempt under way; disposing it lets the next one begin.</summary>
public interface IAttempt : IAsyncDisposable
{
    /// <summary>Takes this attempt out of the count, since it was no wrong guess; <paramref name="succeeded"/> also forgets the account's earlier ones from here.</summary>
    Task GiveBackAsync(bool succeeded);
}
