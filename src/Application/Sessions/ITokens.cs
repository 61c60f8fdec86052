using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;

namespace Auth.Application.Sessions;

/// <summary>Issues access tokens: JWTs of the RFC 9068 profile, signed with ES256.</summary>
public interface IAccessTokenIssuer
{
    /// <summary>A token signed by a key that the database has at this moment: one that was revoked on another node signs nothing here either.</summary>
    Task<Secret> IssueAsync(Bearer bearer, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The same for whoever has just seen to it (<see cref="ISessionRotation.FindAsync"/>) that the key is there.</summary>
    Secret Issue(Bearer bearer, DateTimeOffset now);
}

/// <summary>Whom and which session an access token is about.</summary>
public sealed record Bearer(UserId UserId, string Username, Role Role, SessionId SessionId, DateTimeOffset AuthenticatedAt);

/// <summary>A refresh token as it was presented. Its MAC can be judged only with the nonce of the session it names.</summary>
public sealed record PresentedRefreshToken(string KeyId, SessionId SessionId, int Generation, byte[] Mac);

/// <summary>
/// Makes and reads refresh tokens: <c>key id · session id · generation · MAC</c>. The MAC is under a server key over session id, generation and the nonce of the session's row, so
/// neither a copy of the database nor the key alone yields a token, and the successor of a token can be made again.
/// </summary>
public interface IRefreshTokens
{
    byte[] NewNonce();

    Secret Make(SessionId sessionId, int generation, byte[] nonce);

    /// <summary>The parts of a token, or null where it has not the one possible form or is of an unknown key.</summary>
    PresentedRefreshToken? Read(Secret token);

    bool IsGenuine(PresentedRefreshToken token, byte[] nonce);
}

/// <summary>The statements of a rotation.</summary>
public interface ISessionRotation
{
    /// <summary>
    /// The session with what a new access token needs of its user; null where there is no such session. Afterwards this node signs with a key that the database has
    /// (<see cref="IAccessTokenIssuer.Issue"/>).
    /// </summary>
    Task<RotatingSession?> FindAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>
    /// Spends one generation: a single conditional update, of which exactly one of any number at once succeeds. False when the generation is spent already or the
    /// session has ended or expired meanwhile.
    /// </summary>
    Task<bool> TryRotateAsync(SessionId id, int generation, DateTimeOffset idleExpiresAt, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Makes sure that a rotation which was read, and which another request may be about to commit, outlives a crash of the database. False when the generation is spent meanwhile.
    /// </summary>
    Task<bool> TryConfirmAsync(SessionId id, int generation, CancellationToken cancellationToken);
}

public sealed record RotatingSession(Bearer Bearer, byte[] Nonce, Rotation Rotation, bool IsActive);
