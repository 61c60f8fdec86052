using System.Security.Cryptography;
using System.Text;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Throttling;

/// <summary>How often the attempts of one key are taken in a window.</summary>
internal sealed record AttemptBudget(string Kind, byte[] Key, int Limit)
{
    /// <summary>Its row among these; null where it has none.</summary>
    public AttemptCount? In(List<AttemptCount> rows) => rows.Find(r => CryptographicOperations.FixedTimeEquals(r.Key, Key));

    public bool IsUsedUp(AttemptCount row, DateTimeOffset now) => row.EndsAt > now && row.Count >= Limit;
}

/// <summary>
/// Counts in rows that end by themselves, each by one conditional statement of its own, outside the use case's transaction: what is counted stays counted whatever becomes of
/// the use case. Where a budget is used up nothing is written.
/// </summary>
internal sealed class AttemptCounts(AuthDbContextFactory contexts, KeptSecrets secrets, IOptions<ThrottlingOptions> options, TimeProvider clock)
{
    /// <summary>Addresses and names are not kept, only their MAC; the kind stands in it, so no count is taken for another.</summary>
    public AttemptBudget Budget(string kind, string of, int limit) =>
        new(kind, HMACSHA256.HashData(secrets.Current(SecretPurpose.Throttling).Value, Encoding.UTF8.GetBytes($"{kind}\n{of}")), limit);

    /// <summary>The rows of these budgets, by one read.</summary>
    public async Task<List<AttemptCount>> ReadAsync(IReadOnlyCollection<AttemptBudget> budgets, CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        var keys = budgets.Select(b => b.Key).ToList();
        return await db.AttemptCounts.AsNoTracking().Where(a => keys.Contains(a.Key)).ToListAsync(cancellationToken);
    }

    /// <summary>Counts one; answers the row where the budget is used up instead. <paramref name="seen"/> is the row as it was read last.</summary>
    public async Task<AttemptCount?> TakeAsync(AttemptBudget budget, AttemptCount? seen, CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        var row = db.AttemptCounts.Where(a => a.Key == budget.Key);
        while (true)
        {
            var now = clock.GetUtcNow();
            if (seen is not null && budget.IsUsedUp(seen, now))
                return seen;
            if (seen is null ? await TryInsertAsync(db, budget, now, cancellationToken)
                : seen.EndsAt <= now ? await TryBeginAgainAsync(row, now, cancellationToken)
                : await row.Where(a => a.EndsAt > now && a.Count < budget.Limit).ExecuteUpdateAsync(s => s.SetProperty(a => a.Count, a => a.Count + 1), cancellationToken) == 1)
                return null;
            seen = await row.AsNoTracking().SingleOrDefaultAsync(cancellationToken); // Somebody counted at the same moment.
        }
    }

    /// <summary>Takes one back. A row that counts nothing goes, so that a flood of what is taken back leaves nothing.</summary>
    public async Task GiveBackAsync(AttemptBudget budget)
    {
        await using var db = contexts.Create();
        var row = db.AttemptCounts.Where(a => a.Key == budget.Key);
        if (await row.Where(a => a.Count <= 1).ExecuteDeleteAsync() == 0)
            await row.Where(a => a.Count > 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Count, a => a.Count - 1));
    }

    public async Task ForgetAsync(AttemptBudget budget)
    {
        await using var db = contexts.Create();
        await db.AttemptCounts.Where(a => a.Key == budget.Key).ExecuteDeleteAsync();
    }

    private async Task<bool> TryInsertAsync(AuthDbContext db, AttemptBudget budget, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            db.AttemptCounts.Add(new AttemptCount { Key = budget.Key, Count = 1, EndsAt = End(now) });
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsDuplicate(e))
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }

    private async Task<bool> TryBeginAgainAsync(IQueryable<AttemptCount> row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var end = End(now);
        return await row.Where(a => a.EndsAt <= now).ExecuteUpdateAsync(
            s => s.SetProperty(a => a.Count, 1).SetProperty(a => a.EndsAt, end).SetProperty(a => a.Told, false), cancellationToken) == 1;
    }

    private DateTimeOffset End(DateTimeOffset now) => now + TimeSpan.FromMinutes(options.Value.WindowMinutes);
}
