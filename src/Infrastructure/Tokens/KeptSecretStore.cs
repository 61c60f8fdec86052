using System.Security.Cryptography;
using System.Text;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Tokens;

/// <summary>Loads the kept secrets, and makes those that there are not yet; of two nodes that make one at once, its id lets one.</summary>
public sealed class KeptSecretStore(DirectDatabase database, AuthDbContextFactory contexts, MasterKeys masterKeys, KeptSecrets secrets, TimeProvider clock)
{
    /// <summary>A new one is used once every node has read it, which each does twice a minute.</summary>
    internal static readonly TimeSpan KnownAhead = TimeSpan.FromMinutes(5);

    private readonly SecretBox box = new(masterKeys, "kept secrets");

    /// <summary>Throws <see cref="ConfigurationException"/> where the configured master keys do not open them.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(cancellationToken);
        var loaded = rows.Select(Open).ToList(); // Before anything is made: a wrong master key begins nothing.
        if (await MakeMissingAsync(rows, cancellationToken))
            loaded = [.. (await ReadAsync(cancellationToken)).Select(Open)];
        secrets.Replace([.. loaded.OfType<KeptSecret>()]);
    }

    /// <summary>Seals again under the current master key what is sealed under the former one.</summary>
    public async Task ResealAsync(CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        foreach (var row in await ReadAsync(cancellationToken))
        {
            if (box.Reseal(row.SealedValue, Context(row)) is { } renewed)
                await db.KeptSecrets.Where(s => s.Purpose == row.Purpose && s.Id == row.Id && s.SealedValue == row.SealedValue)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.SealedValue, renewed), cancellationToken);
        }
    }

    private Task<List<SealedSecret>> ReadAsync(CancellationToken cancellationToken) => database.ListAsync(
        "SELECT purpose, id, created_at, active_from, sealed_value FROM kept_secrets",
        row => new SealedSecret { Purpose = row.Text(), Id = row.Text(), CreatedAt = row.Instant(), ActiveFrom = row.Instant(), SealedValue = row.Bytes() },
        cancellationToken);

    private async Task<bool> MakeMissingAsync(List<SealedSecret> rows, CancellationToken cancellationToken)
    {
        var made = false;
        var now = clock.GetUtcNow();
        foreach (var purpose in SecretPurpose.All)
        {
            var ids = rows.Where(r => r.Purpose == purpose.Name).Select(r => r.Id).ToList();
            if (ids.Count == 0)
            {
                var founder = await FounderAsync(cancellationToken);
                var value = purpose.IsDerivedAtFirst ? founder.Derive(purpose.Name) : RandomNumberGenerator.GetBytes(MasterKey.Length);
                await AddAsync(purpose, founder.IdText, value, now, now, cancellationToken);
                ids.Add(founder.IdText);
                made = true;
            }

            if (purpose.BeginsAnew && masterKeys.Former is not null && !ids.Contains(masterKeys.Current.IdText))
            {
                await AddAsync(purpose, masterKeys.Current.IdText, RandomNumberGenerator.GetBytes(MasterKey.Length), now, now + KnownAhead, cancellationToken);
                made = true;
            }
        }

        return made;
    }

    /// <summary>The master key that the database was set up with, which derived what an earlier version hashed and signed by.</summary>
    private async Task<MasterKey> FounderAsync(CancellationToken cancellationToken)
    {
        var sealedUnder = await database.ListAsync("SELECT encrypted_private_key FROM signing_keys", row => SecretBox.SealedUnder(row.Bytes()), cancellationToken);
        return masterKeys.Former is { } former && sealedUnder.Contains(former.IdText) ? former : masterKeys.Current;
    }

    private async Task AddAsync(SecretPurpose purpose, string id, byte[] value, DateTimeOffset now, DateTimeOffset activeFrom, CancellationToken cancellationToken)
    {
        var row = new SealedSecret { Purpose = purpose.Name, Id = id, CreatedAt = now, ActiveFrom = activeFrom };
        row.SealedValue = box.Seal(value, Context(row));
        CryptographicOperations.ZeroMemory(value);
        await using var db = contexts.Create();
        db.KeptSecrets.Add(row);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsDuplicate(e))
        {
            // Another node has just made it; it is read next.
        }
    }

    /// <summary>Null for a purpose that this version does not know.</summary>
    private KeptSecret? Open(SealedSecret row)
    {
        var value = box.Open(row.SealedValue, Context(row)) ?? throw MasterKey.DoesNotFit("its kept secrets do not open");
        return SecretPurpose.All.FirstOrDefault(p => p.Name == row.Purpose) is { } purpose ? new KeptSecret(purpose, row.Id, row.ActiveFrom, value) : null;
    }

    private static byte[] Context(SealedSecret row) => Encoding.UTF8.GetBytes($"{row.Purpose}\n{row.Id}");
}
