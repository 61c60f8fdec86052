using Auth.Application.Common;
using Auth.Application.Credentials;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Throttling;

/// <summary>
/// Counts wrong passwords: of strangers per account and network, per account over all networks and per network over all accounts; of who is known here per account and network, or
/// per browser alone; of who is signed in per session too. The count goes up before the hash is worked out, so guesses at once cannot pass under it (CVE-2024-4629), and down again when the password was right.
/// </summary>
internal sealed class AttemptLimiter(
    AttemptCounts counts, AttemptGates gates, KnownPlaces places, ThrottlingTrail trail, ThrottlingMetrics metrics, RequestContext context, IOptions<ThrottlingOptions> options, TimeProvider clock)
    : IAttemptLimiter
{
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(2);

    public async Task<Result<IAttempt>> TakeAsync(UserId? userId, string account, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
            return Result.Of<IAttempt>(new UncountedAttempt());

        var place = await places.FindAsync(userId, cancellationToken);
        context.IsKnown = place is not null;
        var budgets = BudgetsOf(account, place);

        // Who has nothing left is told so by this one read: no gate, no queue, nothing written.
        var rows = await counts.ReadAsync(budgets, cancellationToken);
        var now = clock.GetUtcNow();
        var usedUp = budgets.Where(b => b.In(rows) is { } row && b.IsUsedUp(row, now)).MaxBy(b => b.In(rows)!.EndsAt);
        if (usedUp is not null)
            return await RefuseAsync(budgets, usedUp, usedUp.In(rows)!, userId, cancellationToken);

        if (await gates.EnterAsync(budgets[0].Key, cancellationToken) is not { } gate)
            return CommonErrors.Overloaded(BusyFor);
        var attempt = new Attempt(counts, gate);
        try
        {
            foreach (var budget in budgets)
            {
                if (await counts.TakeAsync(budget, budget.In(rows), cancellationToken) is { } row)
                {
                    await attempt.GiveBackAsync(succeeded: false);
                    await attempt.DisposeAsync();
                    return await RefuseAsync(budgets, budget, row, userId, cancellationToken);
                }

                attempt.Taken.Add(budget);
            }

            return Result.Of<IAttempt>(attempt);
        }
        catch (Exception e)
        {
            await using (attempt) // Also where giving back fails: a place that is never left would keep everybody else of this key waiting.
            {
                if (e is OperationCanceledException || DatabaseFaults.IsConflict(e) || DatabaseFaults.MayBeAlone(e))
                    await attempt.GiveBackAsync(succeeded: false);
            }

            throw;
        }
    }

    /// <summary>First the one that a right password forgets. The budgets of accounts come before the network's.</summary>
    private AttemptBudget[] BudgetsOf(string account, KnownPlace? place)
    {
        if (place?.Device is { } device)
            return [counts.Budget("device", $"{account}\n{device:N}", options.Value.FailuresPerAccount)];
        var here = counts.Budget("account", $"{account}\n{context.Network}", options.Value.FailuresPerAccount);
        if (context.Caller is { } caller) // Who took a session along guesses from everywhere.
            return [here, counts.Budget("session", caller.SessionId.ToString(), options.Value.FailuresPerAccount)];
        return place is not null
            ? [here]
            :
            [
                here,
                counts.Budget("account overall", account, options.Value.FailuresPerAccountOverall),
                counts.Budget("network", context.Network, options.Value.FailuresPerNetwork),
            ];
    }

    private async Task<Error> RefuseAsync(AttemptBudget[] budgets, AttemptBudget usedUp, AttemptCount row, UserId? userId, CancellationToken cancellationToken)
    {
        var refusal = CredentialErrors.TooManyAttempts(row.EndsAt - clock.GetUtcNow());
        metrics.Refused(usedUp);
        var isOfNetwork = budgets.Length > 2 && usedUp == budgets[^1];
        await trail.TellOnceAsync(row, isOfNetwork ? null : userId, about => new LoginThrottled(about, refusal.Code), cancellationToken);
        return refusal;
    }

    private sealed class Attempt(AttemptCounts counts, IDisposable gate) : IAttempt
    {
        public List<AttemptBudget> Taken { get; } = [];

        public async Task GiveBackAsync(bool succeeded)
        {
            // Each once, also where giving one back fails and the rest is given back later. The first one comes last.
            while (Taken is [.., var budget])
            {
                Taken.RemoveAt(Taken.Count - 1);
                if (succeeded && Taken.Count == 0)
                    await counts.ForgetAsync(budget);
                else
                    await counts.GiveBackAsync(budget);
            }
        }

        public ValueTask DisposeAsync()
        {
            gate.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class UncountedAttempt : IAttempt
    {
        public Task GiveBackAsync(bool succeeded) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
