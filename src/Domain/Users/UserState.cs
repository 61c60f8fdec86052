namespace Auth.Domain.Users;

/// <summary>All there is to know of a user, as it comes from elsewhere.</summary>
public sealed record UserState(
    UserId Id,
    Username Username,
    Profile Profile,
    bool EmailVerified,
    Role Role,
    UserStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastLoginAt,
    IReadOnlyList<ConsentState> Consents);
