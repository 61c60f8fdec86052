using System.Security.Cryptography;
using System.Text;
using Auth.Application.Sessions;
using Auth.Domain.Sessions;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
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
public sealed class SigningKeyRing : IDisposable
{
    private readonly AuthDbContextFactory contexts;
    private readonly SecretBox box;
    private readonly SigningKeySchedule schedule;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim refreshing = new(1);
    private volatile IReadOnlyList<LoadedKey> keys = [];

    public SigningKeyRing(AuthDbContextFactory contexts, MasterKey masterKey, IOptions<TokenOptions> tokens, IOptions<SessionOptions> sessions, TimeProvider clock)
    {
        this.contexts = contexts;
        this.clock = clock;
        box = new SecretBox(masterKey, "signing keys");
        schedule = new SigningKeySchedule(
            TimeSpan.FromDays(tokens.Value.SigningKeyRotationDays),
            TimeSpan.FromMinutes(tokens.Value.SigningKeyPublishAheadMinutes),
            sessions.Value.AccessTokenLifetime);
    }

    /// <summary>Every key that a verifier may need, the newest last.</summary>
    public IReadOnlyList<LoadedKey> Published => keys;

    /// <summary>The key that signs now. Throws <see cref="InvalidOperationException"/> before the first <see cref="RefreshAsync"/>.</summary>
    public LoadedKey Signer()
    {
        var signer = SigningKeySchedule.Signer(keys.Select(k => k.Key), clock.GetUtcNow()) ?? throw new InvalidOperationException("No signing key is loaded yet.");
        return keys.First(k => k.Key.Id == signer.Id);
    }

    /// <summary>Reads the keys, makes the next one when it is due and removes those that nobody needs any more.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await refreshing.WaitAsync(cancellationToken);
        try
        {
            await using var db = contexts.Create();
            var stored = await ReadAsync(db, cancellationToken);
            var now = clock.GetUtcNow();
            if (schedule.Due(stored, now) is { } due)
            {
                await AddAsync(due.Sequence, due.ActiveFrom, now, cancellationToken);
                stored = await ReadAsync(db, cancellationToken);
            }

            foreach (var spent in stored.Where(k => schedule.IsSpent(k, stored, now)).ToList())
            {
                await db.SigningKeys.Where(k => k.Id == spent.Id).ExecuteDeleteAsync(cancellationToken);
                stored.Remove(spent);
            }

            keys = [.. stored.Select(key => keys.FirstOrDefault(k => k.Key.Id == key.Id) ?? Load(key))];
        }
        finally
        {
            refreshing.Release();
        }
    }

    public void Dispose()
    {
        foreach (var key in keys)
            key.Security.ECDsa.Dispose();
        refreshing.Dispose();
    }

    private static Task<List<SigningKey>> ReadAsync(AuthDbContext db, CancellationToken cancellationToken) =>
        db.SigningKeys.AsNoTracking().OrderBy(k => k.Sequence).ToListAsync(cancellationToken);

    private async Task AddAsync(int sequence, DateTimeOffset activeFrom, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Base64UrlEncoder.Encode(new ECDsaSecurityKey(pair).ComputeJwkThumbprint());
        var privateKey = pair.ExportPkcs8PrivateKey();
        await using var db = contexts.Create();
        db.SigningKeys.Add(new SigningKey(id, sequence, pair.ExportSubjectPublicKeyInfo(), box.Seal(privateKey, Encoding.UTF8.GetBytes(id)), now, activeFrom));
        CryptographicOperations.ZeroMemory(privateKey);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsDuplicate(e))
        {
            // Another node has just made this key; it is read next.
        }
    }

    private LoadedKey Load(SigningKey key)
    {
        var privateKey = box.Open(key.EncryptedPrivateKey, Encoding.UTF8.GetBytes(key.Id)) ?? throw new ConfigurationException(
            $"{MasterKey.Setting} is not the one this database was set up with: its signing keys do not open. Set the former key.");
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(privateKey, out _);
        CryptographicOperations.ZeroMemory(privateKey);
        // The library's common cache goes by the key's id: another host in this process would be handed our pair, also when it is disposed.
        return new LoadedKey(key, new ECDsaSecurityKey(pair) { KeyId = key.Id, CryptoProviderFactory = new CryptoProviderFactory() });
    }
}
