using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Credentials;

internal sealed class Passwords(
    ICredentialsDb db,
    IUserDirectory users,
    IPasswordHasher hasher,
    IPasswordJudge judge,
    IAttemptLimiter attempts,
    IKnownPlaces places,
    IUnitOfWork unitOfWork,
    TimeProvider clock) : IPasswords
{
    public Task<Result<PasswordHash>> HashAsync(Secret password, CancellationToken cancellationToken) => hasher.HashAsync(password, cancellationToken);

    public void SetInitial(UserId userId, PasswordHash hash) => SetImported(userId, hash, clock.GetUtcNow());

    public void SetImported(UserId userId, PasswordHash hash, DateTimeOffset changedAt) => db.Credentials.Add(new Credential(userId, hash, changedAt));

    public PasswordHash? ReadHash(Secret hash, string? pepperId) => hasher.Read(hash.Reveal(), pepperId);

    public async Task<IReadOnlyDictionary<UserId, KeptHash>> FindHashesAsync(IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken) =>
        await db.Credentials.AsNoTracking().Where(c => userIds.Contains(c.UserId)).ToDictionaryAsync(c => c.UserId, c => new KeptHash(c.PasswordHash, c.ChangedAt), cancellationToken);

    public async Task<Result<PasswordCheck>> CheckLoginAsync(UserId? userId, string login, Secret password, CancellationToken cancellationToken)
    {
        // A username and an email address of one user, in any case, share one count; so does every spelling of an unknown name, which is never a user's id.
        var check = await CheckAsync(userId, userId is null ? $"name {AsciiText.Lower(login)}" : AccountOf(userId.Value), password, cancellationToken);
        if (check is not { IsSuccess: true, Value: { Matches: true, Checked: { } current } })
            return check;
        return check.Value with
        {
            ChangeAdvised = judge.AdvisesChange(password), // Of the right password only, so that nobody learns from the time it takes.
            Replacement = hasher.IsOutdated(current) ? await ReplacementAsync(password, cancellationToken) : null,
        };
    }

    public async Task<Result<PasswordCheck>> CheckCurrentAsync(UserId userId, Secret password, CancellationToken cancellationToken)
    {
        var check = await CheckAsync(userId, AccountOf(userId), password, cancellationToken);
        if (!check.IsSuccess || check.Value.Matches)
            return check;

        await unitOfWork.BeginAsync(cancellationToken);
        if (await users.HoldAsync(userId, cancellationToken))
            unitOfWork.Tell(new PasswordCheckFailed(userId));
        return CredentialErrors.CurrentPasswordWrong;
    }

    public async Task<bool> ConfirmAsync(UserId userId, PasswordCheck check, CancellationToken cancellationToken)
    {
        // The time is written for the sake of the write: between the nodes of a cluster only a changed row stands in another's way.
        var same = db.Credentials.Where(c => c.UserId == userId && c.Version == check.Version);
        var now = clock.GetUtcNow();
        var confirmed = check.Replacement is { } hash
            ? await same.ExecuteUpdateAsync(
                set => set.SetProperty(c => c.LastUsedAt, now).SetProperty(c => c.Scheme, hash.Scheme).SetProperty(c => c.Cost, hash.Cost)
                    .SetProperty(c => c.PepperId, hash.PepperId).SetProperty(c => c.Hash, hash.Value),
                cancellationToken)
            : await same.ExecuteUpdateAsync(set => set.SetProperty(c => c.LastUsedAt, now), cancellationToken);
        return confirmed == 1;
    }

    public Task<Secret?> RememberPlaceAsync(UserId userId, CancellationToken cancellationToken) => places.RememberAsync(userId, cancellationToken);

    private static string AccountOf(UserId userId) => $"user {userId}";

    private async Task<Result<PasswordCheck>> CheckAsync(UserId? userId, string account, Secret password, CancellationToken cancellationToken)
    {
        var taken = await attempts.TakeAsync(userId, account, cancellationToken);
        if (!taken.IsSuccess)
            return taken.Error;
        await using var attempt = taken.Value;
        try
        {
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
                return new PasswordCheck(false, 0, null, null);

            await attempt.GiveBackAsync(succeeded: true);
            return new PasswordCheck(true, credential.Version, credential.PasswordHash, null);
        }
        catch (OperationCanceledException)
        {
            await attempt.GiveBackAsync(succeeded: false); // Who hangs up before the password was judged has not guessed.
            throw;
        }
    }

    /// <summary>A newer hash of the same password. When the hashers are busy it waits for the next login.</summary>
    private async Task<PasswordHash?> ReplacementAsync(Secret password, CancellationToken cancellationToken)
    {
        var hash = await hasher.HashAsync(password, cancellationToken);
        return hash.IsSuccess ? hash.Value : null;
    }
}
