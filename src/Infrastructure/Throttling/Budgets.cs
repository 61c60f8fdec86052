using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Throttling;

internal sealed class Budgets(
    AttemptCounts counts, ThrottlingTrail trail, ThrottlingMetrics metrics, RequestContext context, IOptions<ThrottlingOptions> options, TimeProvider clock) : IBudgets
{
    /// <summary>How many times one member's share of taken answers a network has for all of its members.</summary>
    private const int MembersOfNetwork = 5;

    public async Task<Error?> TakeAsync(Budget budget, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
            return null;
        var budgets = Of(budget);
        var rows = await counts.ReadAsync(budgets, cancellationToken);
        for (var taken = 0; taken < budgets.Length; taken++)
        {
            if (await counts.TakeAsync(budgets[taken], budgets[taken].In(rows), cancellationToken) is not { } row)
                continue;
            foreach (var earlier in budgets.Take(taken))
                await counts.GiveBackAsync(earlier);
            metrics.Refused(budgets[taken]);
            var refusal = CommonErrors.TooManyRequests(row.EndsAt - clock.GetUtcNow());
            await trail.TellOnceAsync(row, context.Caller?.UserId, about => Happened(budget, about, refusal.Code), cancellationToken);
            return refusal;
        }

        return null;
    }

    public async Task GiveBackAsync(Budget budget)
    {
        if (!options.Value.Enabled)
            return;
        foreach (var counted in Of(budget))
            await counts.GiveBackAsync(counted);
    }

    /// <summary>Who is signed in has a budget of their own, and the network one for all that sign up there to ask.</summary>
    private AttemptBudget[] Of(Budget budget) => (budget, context.Caller) switch
    {
        (Budget.Registrations, _) => [OfNetwork(budget.ToString(), options.Value.RegistrationsPerNetwork)],
        (Budget.FailedRefreshes, _) => [OfNetwork(budget.ToString(), options.Value.RefreshFailuresPerNetwork)],
        (_, { } caller) =>
        [
            counts.Budget(budget.ToString(), $"user {caller.UserId}", options.Value.TakenAnswers),
            OfNetwork($"{budget} of members", options.Value.TakenAnswers * MembersOfNetwork),
        ],
        _ => [OfNetwork(budget.ToString(), options.Value.TakenAnswers)],
    };

    private AttemptBudget OfNetwork(string kind, int limit) => counts.Budget(kind, $"network {context.Network}", limit);

    private static IDomainEvent Happened(Budget budget, UserId? about, string code) => (budget, about) switch
    {
        (Budget.FailedRefreshes, _) => new RefreshThrottled(code),
        (Budget.TakenAnswers, { } userId) => new EmailChangeThrottled(userId, code),
        _ => new RegistrationThrottled(code),
    };
}
