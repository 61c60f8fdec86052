using Auth.Application.Sessions;
using Auth.Domain.Sessions;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Tokens;

/// <summary>Everything that is sealed under a master key and stays; what changes with the master key is in no table.</summary>
internal sealed class KeyInventory(AuthDbContextFactory contexts, MasterKeys masterKeys, TimeProvider clock) : IKeyInventory
{
    public async Task<KeyList> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        var signing = await db.SigningKeys.AsNoTracking().OrderBy(k => k.Sequence).ToListAsync(cancellationToken);
        var secrets = await db.KeptSecrets.AsNoTracking().OrderBy(s => s.Purpose).ThenBy(s => s.ActiveFrom).ToListAsync(cancellationToken);
        var audit = await db.AuditKeys.AsNoTracking().OrderBy(k => k.CreatedAt).ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var signer = SigningKeySchedule.Signer(signing, now);
        return new KeyList(
            [
                .. signing.Select(k => new ListedKey("signing key", k.Id, State(k == signer, k.ActiveFrom, now), k.ActiveFrom, SecretBox.SealedUnder(k.EncryptedPrivateKey))),
                .. secrets.Select(s => new ListedKey(s.Purpose, s.Id, State(IsInUse(s, secrets, now), s.ActiveFrom, now), s.ActiveFrom, SecretBox.SealedUnder(s.SealedValue))),
                .. audit.Select(k => new ListedKey("audit key", k.Id, State(k == audit[^1], k.CreatedAt, now), k.CreatedAt, SecretBox.SealedUnder(k.EncryptedPrivateKey))),
            ],
            masterKeys.Current.IdText,
            masterKeys.Former?.IdText);
    }

    private static bool IsInUse(SealedSecret secret, List<SealedSecret> all, DateTimeOffset now) =>
        secret == all.Where(s => s.Purpose == secret.Purpose && s.ActiveFrom <= now).MaxBy(s => s.ActiveFrom);

    private static KeyState State(bool isInUse, DateTimeOffset activeFrom, DateTimeOffset now) =>
        isInUse ? KeyState.InUse : activeFrom > now ? KeyState.Waiting : KeyState.Retired;
}
