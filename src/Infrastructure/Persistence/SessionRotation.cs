using Auth.Application.Sessions;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.Infrastructure.Tokens;

namespace Auth.Infrastructure.Persistence;

internal sealed class SessionRotation(DirectDatabase database, SigningKeyRing keys) : ISessionRotation
{
    public const string Find =
        """
        SELECT EXISTS (SELECT 1 FROM signing_keys k WHERE k.id = @signer),
            s.user_id, u.username, u.role, s.authenticated_at, s.nonce, s.generation, s.rotated_at, s.idle_expires_at, s.expires_at, s.ended_at, u.status
        FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = @session
        """;

    public const string Rotate =
        """
        UPDATE sessions SET generation = generation + 1, rotated_at = @now, idle_expires_at = @idle
        WHERE id = @session AND generation = @generation AND ended_at IS NULL AND idle_expires_at > @now AND expires_at > @now
        """;

    public async Task<RotatingSession?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        var signerIsKnown = true;
        var found = await database.FindAsync(
            Find,
            with => with.Add("@session", id.Value).Add("@signer", keys.Signer().Key.Id),
            row =>
            {
                signerIsKnown = row.Truth();
                return Read(id, row);
            },
            cancellationToken);
        // Revoked elsewhere: this node forgets it now, and signs with the one that took its place.
        if (!signerIsKnown)
            await keys.ReadAsync(cancellationToken);
        return found;
    }

    public async Task<bool> TryRotateAsync(SessionId id, int generation, DateTimeOffset idleExpiresAt, DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            Rotate, with => with.Add("@session", id.Value).Add("@generation", generation).Add("@now", now).Add("@idle", idleExpiresAt), cancellationToken) == 1;

    /// <summary>
    /// The database shows a commit to others before it is on the disk, and a crash between the two takes it back. A commit of our own behind it is answered when both are there; it has to change something, or it is none.
    /// </summary>
    public async Task<bool> TryConfirmAsync(SessionId id, int generation, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            $"UPDATE sessions SET rotated_at = {database.AMicrosecondAfter("rotated_at")} WHERE id = @session AND generation >= @generation AND ended_at IS NULL",
            with => with.Add("@session", id.Value).Add("@generation", generation),
            cancellationToken) == 1;

    private static RotatingSession Read(SessionId id, DirectRow row) => new(
        new Bearer(new UserId(row.Id()), row.Text(), row.Word<Role>(), id, row.Instant()),
        row.Bytes(),
        new Rotation(row.Number(), row.Instant(), row.Instant(), row.Instant(), row.OptionalInstant()),
        row.Word<UserStatus>() == UserStatus.Active);
}
