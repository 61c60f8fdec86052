using Auth.Application.Sessions;
using Auth.Infrastructure.Audit;
using Auth.Infrastructure.Persistence;
using Microsoft.Extensions.Logging;

namespace Auth.Infrastructure.Tokens;

/// <summary>Loads what is kept under the master key, makes what is due, and brings everything from the former master key under the current one.</summary>
public sealed class KeyUpkeep(
    DirectDatabase database, AuthDbContextFactory contexts, SigningKeyRing keys, KeptSecretStore secrets, AuditKeys auditKeys, MasterKeys masterKeys, IKeyInventory inventory, TimeProvider clock, ILogger<KeyUpkeep> log)
{
    private bool hasTold;

    /// <summary>Can be run at any time, by any number of nodes at once, and again after it was cut short. Throws <see cref="ConfigurationException"/> for a wrong master key.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await keys.RefreshAsync(cancellationToken);
        await secrets.RefreshAsync(cancellationToken);
        var hasAuditKey = await database.AnyAsync("SELECT 1 FROM audit_keys LIMIT 1", cancellationToken);
        if (hasAuditKey && masterKeys.Former is null)
            return;

        await using var db = contexts.Create();
        if (!hasAuditKey)
            await auditKeys.MakeFirstAsync(db, clock.GetUtcNow(), cancellationToken);
        if (masterKeys.Former is null)
            return;

        // Last, since the signing keys tell the secrets' store which master key the database was set up with.
        await secrets.ResealAsync(cancellationToken);
        await auditKeys.ResealAsync(db, cancellationToken);
        await keys.ResealAsync(cancellationToken);
        if (!hasTold && (await inventory.ListAsync(cancellationToken)).FormerMayGo)
        {
            log.FormerMasterKeyMayGo(masterKeys.Former.IdText);
            hasTold = true;
        }
    }
}
