using Auth.Application.Credentials.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Credentials;

internal sealed class Passwords(ICredentialsDb db, IPasswordHasher hasher, IAttemptLimiter attempts, TimeProvider clock) : IPasswords
{
    public Task<Result<PasswordHash>> HashAsync(Secret password, CancellationToken cancellationToken) => hasher.HashAsync(password, cancellationToken);

    public void SetInitial(UserId userId, PasswordHash hash) => db.Credentials.Add(new Credential(userId, hash, clock.GetUtcNow()));

    public async Task<Result<PasswordCheck>> CheckAsync(UserId? userId, string account, Secret password, CancellationToken cancellationToken)
    {
        var taken = await attempts.TakeAsync(account, cancellationToken);
        if (!taken.IsSuccess)
            return taken.Error;
        await using var attempt = taken.Value;

        // Asked for nobody too, so that an unknown name costs the same statements.
        var id = userId ?? default;
        var credential = await db.Credentials.AsNoTracking().SingleOrDefaultAsync(c => c.UserId == id, cancellationToken);
        var verified = await hasher.VerifyAsync(password, credential?.PasswordHash, cancellationToken);
        if (!verified.IsSuccess)
        {
            await attempt.GiveBackAsync(succeeded: false);
            return verified.Error;
        }

        if (credential is null || !verified.Value)
            return new PasswordCheck(false, 0, null);

        await attempt.GiveBackAsync(succeeded: true);
        return new PasswordCheck(true, credential.Version, await ReplacementAsync(credential, password, cancellationToken));
    }

    public async Task<bool> ConfirmAsync(UserId userId, PasswordCheck check, CancellationToken cancellationToken)
    {
        var same = db.Credentials.Where(c => c.UserId == userId && c.Version == check.Version);
        var confirmed = check.Replacement is { } hash
            ? await same.ExecuteUpdateAsync(
                set => set.SetProperty(c => c.Scheme, hash.Scheme).SetProperty(c => c.Cost, hash.Cost)
                    .SetProperty(c => c.PepperId, hash.PepperId).SetProperty(c => c.Hash, hash.Value),
                cancellationToken)
            : await same.ExecuteUpdateAsync(set => set.SetProperty(c => c.Version, c => c.Version), cancellationToken);
        return confirmed == 1;
    }

    /// <summary>A newer hash where the stored one is outdated. When the hashers are busy it waits for the next login.</summary>
    private async Task<PasswordHash?> ReplacementAsync(Credential credential, Secret password, CancellationToken cancellationToken)
    {
        if (!hasher.IsOutdated(credential.PasswordHash))
            return null;
        var hash = await hasher.HashAsync(password, cancellationToken);
        return hash.IsSuccess ? hash.Value : null;
    }
}
