using Auth.Domain.Common;

namespace Auth.Domain.Users;

/// <summary>Something that happened to a user. The audit trail names it by its type: <c>UserRegistered</c> is <c>user_registered</c>.</summary>
public interface IUserEvent : IDomainEvent
{
    UserId UserId { get; }
}

public sealed record UserRegistered(UserId UserId) : IUserEvent;

/// <summary>Somebody was brought over from elsewhere by the operator.</summary>
public sealed record UserImported(UserId UserId) : IUserEvent;

/// <summary>The operator had all users written into a file.</summary>
public sealed record UsersExported(bool WithPasswordHashes) : IDomainEvent;

/// <summary>An administrator read one member's personal data.</summary>
public sealed record UserViewed(UserId UserId, string? Reason = null) : IUserEvent, IReasoned;

/// <summary>An administrator read the list of members.</summary>
public sealed record UsersListed() : IRepeated;

/// <summary>Somebody signed in asked for what administrators alone may do.</summary>
public sealed record AccessRefused() : IRefusal, IRepeated
{
    public string Code => CommonErrors.Forbidden.Code;
}

/// <summary>Somebody signed in gave a set-up code that is wrong, or spent.</summary>
public sealed record SetupCodeRefused(UserId UserId) : IUserEvent, IRefusal, IRepeated
{
    public string Code => UserErrors.SetupCodeInvalid.Code;
}

/// <summary>An administrator read on which devices one member is signed in.</summary>
public sealed record UserDevicesViewed(UserId UserId) : IUserEvent;

public sealed record UserProfileChanged(UserId UserId) : IUserEvent;

public sealed record ConsentWasGiven(UserId UserId, ConsentPurpose Purpose) : IUserEvent;

public sealed record ConsentWasWithdrawn(UserId UserId, ConsentPurpose Purpose) : IUserEvent;

public sealed record UserRoleChanged(UserId UserId, Role Role) : IUserEvent;

public sealed record UserSuspended(UserId UserId) : IUserEvent;

public sealed record UserRestored(UserId UserId) : IUserEvent;

public sealed record UserWithdrawn(UserId UserId) : IUserEvent;

/// <summary>A network used up its budget of registrations, or of answers that a name or an address is taken; told once a window.</summary>
public sealed record RegistrationThrottled(string Code) : IRefusal;

/// <summary>Somebody signed in used up their budget of answers that an address is taken; told once a window.</summary>
public sealed record EmailChangeThrottled(UserId UserId, string Code) : IUserEvent, IRefusal;
