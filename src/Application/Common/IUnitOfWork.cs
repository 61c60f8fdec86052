using Auth.Domain.Common;

namespace Auth.Application.Common;

/// <summary>Runs a use case, tells its events and saves everything in one transaction.</summary>
public interface IUnitOfWork
{
    /// <summary>
    /// Runs <paramref name="useCase"/>. A deadlock, a lock wait or a cluster's certification failure runs it again from the start, three times at the
    /// most; a violated unique index becomes the refusal that the index stands for. A refusal is saved like a success: what the handler
    /// changed before it refused (attempts, audit) stays.
    /// </summary>
    Task<Result<T>> RunAsync<T>(Func<Task<Result<T>>> useCase, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the transaction before the handler ends, for statements that race by design. Never before a password is hashed: a hash takes
    /// a third of a second, and locks would be held all the while.
    /// </summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Waits until no other unit of work is changing who is an administrator; holds that until this one is done.</summary>
    Task HoldAdministratorsAsync(CancellationToken cancellationToken);

    /// <summary>Tells something that happened without a change to any aggregate, such as a refused login.</summary>
    void Tell(IDomainEvent happened);
}
