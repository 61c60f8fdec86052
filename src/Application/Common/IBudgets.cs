using Auth.Domain.Common;

namespace Auth.Application.Common;

/// <summary>What may be done only so often in a window that ends by itself.</summary>
public enum Budget
{
    /// <summary>Registrations, of one network.</summary>
    Registrations,

    /// <summary>Answers that tell that a name or an address is taken: to one network, or to one signed-in user.</summary>
    TakenAnswers,

    /// <summary>Refreshes with a token that this service did not make, of one network.</summary>
    FailedRefreshes,
}

/// <summary>Counts in the database, so that neither a restart nor a second node resets it.</summary>
public interface IBudgets
{
    /// <summary>Takes one from the budget of whoever asks. The refusal is <c>too_many_requests</c>; null where there was one left.</summary>
    Task<Error?> TakeAsync(Budget budget, CancellationToken cancellationToken);

    /// <summary>Gives back what was taken and not needed after all.</summary>
    Task GiveBackAsync(Budget budget);
}
