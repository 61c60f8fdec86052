using System.Security.Cryptography;
using System.Text;
using Auth.Application.Common;
using Auth.Application.Credentials;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Passwords;

/// <summary>
/// Counts attempts per account and network, and per network over all accounts, in rows that end by themselves. The count goes up before
/// the hash is worked out, so guesses at once cannot pass under it (CVE-2024-4629), and down again when the password was right.
/// </summary>
internal sealed class AttemptLimiter(
    AuthDbContextFactory contexts, AttemptGates gates, MasterKey masterKey, RequestContext context, IOptions<ThrottlingOptions> options, TimeProvider clock)
    : IAttemptLimiter
{
    public async Task<Result<IAttempt>> TakeAsync(string account, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
            return Result.Of<IAttempt>(new UncountedAttempt());

        Budget[] budgets =
        [
            new(Key($"account\n{account}\n{context.Network}"), options.Value.FailuresPerAccount, ForgetOnSuccess: true),
            new(Key($"network\n{context.Network}"), options.Value.FailuresPerNetwork, ForgetOnSuccess: false),
        ];
        var attempt = new Attempt(contexts, await gates.EnterAsync(budgets[0].Key, cancellationToken));
        try
        {
            foreach (var budget in budgets)
            {
                if (await TakeAsync(budget, cancellationToken) is { } wait)
                {
                    await attempt.GiveBackAsync(succeeded: false);
                    await attempt.DisposeAsync();
                    return CredentialErrors.TooManyAttempts(wait);
                }

                attempt.Taken.Add(budget);
            }

            return Result.Of<IAttempt>(attempt);
        }
        catch
        {
            await attempt.DisposeAsync();
            throw;
        }
    }

    /// <summary>Counts one attempt; answers how long to wait where the budget is used up.</summary>
    private async Task<TimeSpan?> TakeAsync(Budget budget, CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        while (true)
        {
            var now = clock.GetUtcNow();
            var end = now + TimeSpan.FromMinutes(options.Value.WindowMinutes);
            var row = db.AttemptCounts.Where(a => a.Key == budget.Key);
            if (await row.Where(a => a.EndsAt > now && a.Count < budget.Limit).ExecuteUpdateAsync(s => s.SetProperty(a => a.Count, a => a.Count + 1), cancellationToken) == 1)
                return null;
            if (await row.Where(a => a.EndsAt <= now).ExecuteUpdateAsync(s => s.SetProperty(a => a.Count, 1).SetProperty(a => a.EndsAt, end), cancellationToken) == 1)
                return null;
            if (await row.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } counted)
            {
                if (counted.EndsAt > now && counted.Count >= budget.Limit)
                    return counted.EndsAt - now;
                continue;
            }

            try
            {
                db.AttemptCounts.Add(new AttemptCount { Key = budget.Key, Count = 1, EndsAt = end });
                await db.SaveChangesAsync(cancellationToken);
                return null;
            }
            catch (DbUpdateException e) when (DatabaseFaults.IsDuplicate(e))
            {
                db.ChangeTracker.Clear(); // Somebody counted at the same moment; count on their row.
            }
        }
    }

    /// <summary>Addresses and names are not kept, only their MAC; the kind stands in it, so no count is taken for another.</summary>
    private byte[] Key(string of) => HMACSHA256.HashData(masterKey.Derive("attempts"), Encoding.UTF8.GetBytes(of));

    private sealed record Budget(byte[] Key, int Limit, bool ForgetOnSuccess);

    private sealed class Attempt(AuthDbContextFactory contexts, IDisposable gate) : IAttempt
    {
        public List<Budget> Taken { get; } = [];

        public async Task GiveBackAsync(bool succeeded)
        {
            await using var db = contexts.Create();
            foreach (var budget in Taken)
            {
                var row = db.AttemptCounts.Where(a => a.Key == budget.Key);
                if (succeeded && budget.ForgetOnSuccess)
                    await row.ExecuteDeleteAsync();
                else
                    await row.Where(a => a.Count > 0).ExecuteUpdateAsync(s => s.SetProperty(a => a.Count, a => a.Count - 1));
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

/// <summary>
/// Lets a few attempts for one account and network run at once and the others wait, so that many right logins at once never reach the limit by
/// being under way. Striped: strangers who share a stripe wait for each other, and nobody can choose a stripe, since the key is a MAC.
/// </summary>
internal sealed class AttemptGates : IDisposable
{
    private const int Stripes = 1024;
    private const int AtOnce = 4;
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(AtOnce))];

    public async Task<IDisposable> EnterAsync(byte[] key, CancellationToken cancellationToken)
    {
        var gate = gates[BitConverter.ToUInt16(key) % Stripes];
        await gate.WaitAsync(cancellationToken);
        return new Entered(gate);
    }

    public void Dispose()
    {
        foreach (var gate in gates)
            gate.Dispose();
    }

    private sealed class Entered(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
