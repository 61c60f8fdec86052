using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Throttling;

internal sealed class Budgets(AttemptCounts counts, ThrottlingTrail trail, RequestContext context, IOptions<ThrottlingOptions> options, TimeProvider clock) : IBudgets
{
    public async Task<Error?> TakeAsync(Budget budget, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
            return null;
        var counted = Of(budget);
        var rows = await counts.ReadAsync([counted], cancellationToken);
        if (await counts.TakeAsync(counted, rows.SingleOrDefault(), cancellationToken) is not { } row)
            return null;
        var refusal = CommonErrors.TooManyRequests(row.EndsAt - clock.GetUtcNow());
        await trail.TellOnceAsync(row, context.Caller?.UserId, about => Happened(budget, about, refusal.Code), cancellationToken);
        return refusal;
    }

    public Task GiveBackAsync(Budget budget) => options.Value.Enabled ? counts.GiveBackAsync(Of(budget)) : Task.CompletedTask;

    /// <summary>Who is signed in has a budget of their own, that nobody else can use up.</summary>
    private AttemptBudget Of(Budget budget) => counts.Budget(
        budget.ToString(),
        context.Caller is { } caller ? $"user {caller.UserId}" : $"network {context.Network}",
        budget switch
        {
            Budget.Registrations => options.Value.RegistrationsPerNetwork,
            Budget.TakenAnswers => options.Value.TakenAnswers,
            _ => options.Value.RefreshFailuresPerNetwork,
        });

    private static IDomainEvent Happened(Budget budget, UserId? about, string code) => (budget, about) switch
    {
        (Budget.FailedRefreshes, _) => new RefreshThrottled(code),
        (Budget.TakenAnswers, { } userId) => new EmailChangeThrottled(userId, code),
        _ => new RegistrationThrottled(code),
    };
}
