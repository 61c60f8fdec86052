using Auth.Domain.Common;
using Auth.Domain.Users;

namespace Auth.Domain.Sessions;

public interface ISessionEvent : IUserEvent
{
    SessionId SessionId { get; }
}

public sealed record SessionStarted(UserId UserId, SessionId SessionId) : ISessionEvent;

/// <summary>Somebody signed in entered their password again; the session goes on under a new id.</summary>
public sealed record SessionReauthenticated(UserId UserId, SessionId SessionId) : ISessionEvent;

public sealed record SessionEnded(UserId UserId, SessionId SessionId, SessionEnd Reason) : ISessionEvent;

/// <summary>A refresh token spent before was shown again; the session has been ended.</summary>
public sealed record RefreshTokenReused(UserId UserId, SessionId SessionId) : ISessionEvent;

/// <summary>The operator had the next signing key made before its time.</summary>
public sealed record SigningKeyRotated(string KeyId) : IDomainEvent;

/// <summary>The operator ended trust in a signing key.</summary>
public sealed record SigningKeyRevoked(string KeyId) : IDomainEvent;

/// <summary>A login was refused. Nobody is named where no such account exists: what was typed may be a password in the wrong field.</summary>
public sealed record LoginRefused(UserId? UserId, string Code) : IRefusal;

/// <summary>A budget of failed logins was used up, told once a window: somebody's own from one network or device, theirs over all networks, or (about nobody) that of a network.</summary>
public sealed record LoginThrottled(UserId? UserId, string Code) : IRefusal;

/// <summary>A network used up its budget of refresh tokens that were never made here, told once a window.</summary>
public sealed record RefreshThrottled(string Code) : IRefusal;
