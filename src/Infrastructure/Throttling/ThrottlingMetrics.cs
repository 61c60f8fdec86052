using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Auth.Infrastructure.Throttling;

/// <summary>What was refused since a budget was used up, by the kind of the budget; not by whose it was.</summary>
internal sealed class ThrottlingMetrics(IMeterFactory meters)
{
    private readonly Counter<long> refused = meters.Create("Auth.Throttling")
        .CreateCounter<long>("auth.throttling.refused", "{request}", "Requests that were refused because a budget was used up.");

    public void Refused(AttemptBudget usedUp) => refused.Add(1, new KeyValuePair<string, object?>("auth.budget", JsonNamingPolicy.SnakeCaseLower.ConvertName(usedUp.Kind)));
}
