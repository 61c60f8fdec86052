using System.Diagnostics;
using Auth.Domain.Sessions;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace Auth.Infrastructure.Tokens;

/// <summary>A signing key ready for use.</summary>
public sealed record LoadedKey(SigningKey Key, ECDsaSecurityKey Security)
{
    public SigningCredentials Credentials { get; } = new(Security, SecurityAlgorithms.EcdsaSha256);
}

/// <summary>
/// The signing keys of all nodes, as the database has them. They are made when due, published before they sign, and dropped when the last token
/// they signed has ended. Of two nodes that make the next key at once, the unique sequence number lets one.
/// </summary>
public sealed class SigningKeyRing(DirectDatabase database, AuthDbContextFactory contexts, SigningKeyMaker maker, TimeProvider clock) : IDisposable
{
    /// <summary>Strangers can name unknown keys as often as they like; the database is asked this often at the most.</summary>
    private static readonly TimeSpan LearningPause = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim reading = new(1);
    private readonly SemaphoreSlim learning = new(1);
    private volatile IReadOnlyList<LoadedKey> keys = [];
    private long? learned;

    /// <summary>Every key that a verifier may need, the newest last.</summary>
    public IReadOnlyList<LoadedKey> Published => keys;

    /// <summary>The key that signs now. Throws <see cref="InvalidOperationException"/> before the first <see cref="RefreshAsync"/>.</summary>
    public LoadedKey Signer()
    {
        var known = keys;
        var signer = SigningKeySchedule.Signer(known.Select(k => k.Key), clock.GetUtcNow()) ?? throw new InvalidOperationException("No signing key is loaded yet.");
        return known.First(k => k.Key.Id == signer.Id);
    }

    /// <summary>Whether this node knows the key. What counts is what the database knows.</summary>
    public bool Has(string keyId) => keys.Any(k => k.Key.Id == keyId);

    /// <summary>Makes the next key when it is due, removes those that nobody needs any more and reads the others.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var stored = await ListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (maker.Schedule.Due(stored, now) is { } due)
        {
            await AddAsync(maker.Make(due.Sequence, due.ActiveFrom, now), cancellationToken);
            stored = await ListAsync(cancellationToken);
        }

        foreach (var spent in stored.Where(k => maker.Schedule.IsSpent(k, stored, now)))
            await database.ExecuteAsync("DELETE FROM signing_keys WHERE id = @id", with => with.Add("@id", spent.Id), cancellationToken);

        await ReadAsync(cancellationToken);
    }

    /// <summary>Reads the keys as they are, where the database has turned out to know better than this node.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            keys = [.. (await ListAsync(cancellationToken)).Select(key => keys.FirstOrDefault(k => k.Key.Id == key.Id) ?? Load(key))];
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>
    /// Looks for a key that a token names and this node did not know: in an emergency one signs at once, before every node has read it. Whether it is known now.
    /// </summary>
    public async Task<bool> LearnAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (keyId?.Length != SigningKey.IdMaxLength)
            return false;
        await learning.WaitAsync(cancellationToken);
        try
        {
            if (Has(keyId))
                return true; // Read for somebody who came a moment before.
            if (learned is { } last && Stopwatch.GetElapsedTime(last) < LearningPause)
                return false;
            try
            {
                await ReadAsync(cancellationToken);
            }
            finally
            {
                learned = Stopwatch.GetTimestamp(); // Also where the database is away, or each who waits would wait for it in turn.
            }

            return Has(keyId);
        }
        finally
        {
            learning.Release();
        }
    }

    /// <summary>Seals again under the current master key what is sealed under the former one.</summary>
    internal async Task ResealAsync(CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        foreach (var key in await ListAsync(cancellationToken))
        {
            if (maker.Reseal(key) is { } renewed)
                await db.SigningKeys.Where(k => k.Id == key.Id && k.EncryptedPrivateKey == key.EncryptedPrivateKey)
                    .ExecuteUpdateAsync(set => set.SetProperty(k => k.EncryptedPrivateKey, renewed), cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var key in keys)
            key.Security.ECDsa.Dispose();
        reading.Dispose();
        learning.Dispose();
    }

    private Task<List<SigningKey>> ListAsync(CancellationToken cancellationToken) => database.ListAsync(
        "SELECT id, sequence, public_key, encrypted_private_key, created_at, active_from FROM signing_keys ORDER BY sequence",
        row => new SigningKey(row.Text(), row.Number(), row.Bytes(), row.Bytes(), row.Instant(), row.Instant()),
        cancellationToken);

    private async Task AddAsync(SigningKey key, CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        db.SigningKeys.Add(key);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsDuplicate(e))
        {
            // Another node has just made this key; it is read next.
        }
    }

    /// <summary>The library's common cache goes by the key's id: another host in this process would be handed our pair, also when it is disposed.</summary>
    private LoadedKey Load(SigningKey key) =>
        new(key, new ECDsaSecurityKey(maker.Open(key)) { KeyId = key.Id, CryptoProviderFactory = new CryptoProviderFactory() });
}
