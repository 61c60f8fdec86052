using Auth.Application.Common;
using Auth.Domain.Users;
using Auth.Infrastructure.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Persistence;

internal sealed class SignedInCallers(DirectDatabase database, AuthDbContextFactory contexts, SigningKeyRing keys, TimeProvider clock) : ISignedInCallers
{
    /// <summary>Who is signed in, whatever else a statement asks of them: what it selects first, and of whom.</summary>
    public const string Caller = "u.role, s.authenticated_at";

    public const string IsSignedIn =
        """
        FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = @session AND s.user_id = @user AND s.ended_at IS NULL AND s.idle_expires_at > @now AND s.expires_at > @now AND u.status = 'active'
            AND EXISTS (SELECT 1 FROM signing_keys k WHERE k.id = @key)
        """;

    public const string Find = $"SELECT {Caller} {IsSignedIn}";

    public Task<SignedInCaller?> FindAsync(Identity identity, CancellationToken cancellationToken) => FindAsync(Find, identity, _ => { }, cancellationToken);

    /// <summary>Runs a statement that begins with <see cref="Caller"/> and ends with <see cref="IsSignedIn"/>, and hands what it selects between them to <paramref name="readMore"/>.</summary>
    public async Task<SignedInCaller?> FindAsync(string sql, Identity identity, Action<DirectRow> readMore, CancellationToken cancellationToken)
    {
        var caller = await database.FindAsync(
            sql,
            with => with.Add("@session", identity.SessionId.Value).Add("@user", identity.UserId.Value).Add("@key", identity.KeyId).Add("@now", clock.GetUtcNow()),
            row =>
            {
                var found = new SignedInCaller(identity.UserId, identity.SessionId, row.Word<Role>(), row.Instant());
                readMore(row);
                return found;
            },
            cancellationToken);
        if (caller is null)
            await ForgetRevokedKeyAsync(identity.KeyId, cancellationToken);
        return caller;
    }

    /// <summary>A key that was revoked elsewhere: this node forgets it now rather than at its next look.</summary>
    private async Task ForgetRevokedKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var db = contexts.Create();
        if (!await db.SigningKeys.AnyAsync(k => k.Id == keyId, cancellationToken))
            await keys.ReadAsync(cancellationToken);
    }
}
