using System.Data;
using System.Security.Cryptography;
using System.Text;
using Auth.Domain.Audit;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace Auth.Infrastructure.Audit;

/// <summary>
/// The key pairs that sign checkpoints. Whoever writes into the database can add a public key, but cannot seal its private half under the master key: a key whose
/// private half does not open, or does not fit, is nobody's.
/// </summary>
public sealed class AuditKeys(MasterKeys masterKeys)
{
    private readonly SecretBox box = new(masterKeys, "audit keys");

    /// <summary>All keys that are the service's own, by their ids.</summary>
    internal async Task<AuditKeyRing> OwnAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        var keys = await db.AuditKeys.AsNoTracking().OrderBy(k => k.CreatedAt).ToListAsync(cancellationToken);
        return new AuditKeyRing([.. keys.Select(Open).OfType<AuditSigner>()]);
    }

    /// <summary>The same, and the first one is made where there is none, and saved with what the caller saves. For whoever holds the guard of the trail.</summary>
    internal async Task<AuditKeyRing> OwnOrFirstAsync(AuthDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var own = await OwnAsync(db, cancellationToken);
        if (own.Newest is not null)
            return own;
        if (await db.AuditKeys.AnyAsync(cancellationToken))
            throw MasterKey.DoesNotFit("its audit keys do not open");

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var privateKey = pair.ExportPkcs8PrivateKey();
        var made = new AuditKey { Id = IdOf(pair), PublicKey = pair.ExportSubjectPublicKeyInfo(), CreatedAt = now };
        made.EncryptedPrivateKey = box.Seal(privateKey, Encoding.UTF8.GetBytes(made.Id));
        CryptographicOperations.ZeroMemory(privateKey);
        db.AuditKeys.Add(made);
        return new AuditKeyRing([Open(made)!]);
    }

    /// <summary>Makes the first key where there is none: at the start rather than at the first line, so that a change of the master key finds it.</summary>
    public async Task MakeFirstAsync(AuthDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.AuditKeys.AnyAsync(cancellationToken))
            return;
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await db.Guards.HoldAsync(Guard.AuditTrail, cancellationToken);
        using var own = await OwnOrFirstAsync(db, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Seals again under the current master key what is sealed under the former one.</summary>
    public async Task ResealAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        foreach (var key in await db.AuditKeys.AsNoTracking().ToListAsync(cancellationToken))
        {
            if (box.Reseal(key.EncryptedPrivateKey, Encoding.UTF8.GetBytes(key.Id)) is { } renewed)
                await db.AuditKeys.Where(k => k.Id == key.Id && k.EncryptedPrivateKey == key.EncryptedPrivateKey)
                    .ExecuteUpdateAsync(set => set.SetProperty(k => k.EncryptedPrivateKey, renewed), cancellationToken);
        }
    }

    private static string IdOf(ECDsa pair) => Base64UrlEncoder.Encode(new ECDsaSecurityKey(pair).ComputeJwkThumbprint());

    private AuditSigner? Open(AuditKey key)
    {
        if (box.Open(key.EncryptedPrivateKey, Encoding.UTF8.GetBytes(key.Id)) is not { } privateKey)
            return null;
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(privateKey, out _);
        CryptographicOperations.ZeroMemory(privateKey);
        return new AuditSigner(key.Id, pair);
    }
}

/// <summary>A key pair that is open. The public half is taken from the private one, not from beside it.</summary>
internal sealed class AuditSigner(string id, ECDsa pair) : IDisposable
{
    public string Id { get; } = id;

    public string PublicKey => Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo());

    public byte[] Sign(byte[] statement) => pair.SignData(statement, HashAlgorithmName.SHA256);

    public bool HasSigned(byte[] statement, byte[] signature) => pair.VerifyData(statement, signature, HashAlgorithmName.SHA256);

    public void Dispose() => pair.Dispose();
}

internal sealed class AuditKeyRing(IReadOnlyList<AuditSigner> signers) : IDisposable
{
    /// <summary>The one that signs now.</summary>
    public AuditSigner? Newest => signers is [.., var newest] ? newest : null;

    public AuditSigner? Find(string id) => signers.FirstOrDefault(s => s.Id == id);

    public bool HasSigned(AuditCheckpoint checkpoint) => Find(checkpoint.KeyId)?.HasSigned(checkpoint.Statement(), checkpoint.Signature) == true;

    public bool HasSignedStart(AuditCheckpoint checkpoint) =>
        checkpoint.StartSignature is { } signature && Find(checkpoint.KeyId)?.HasSigned(checkpoint.StartStatement(), signature) == true;

    public void Dispose()
    {
        foreach (var signer in signers)
            signer.Dispose();
    }
}
