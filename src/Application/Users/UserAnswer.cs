using Auth.Domain.Users;

namespace Auth.Application.Users;

/// <summary>A user as they, or an administrator, may see them. Never a hash, a token or another secret.</summary>
public sealed record UserAnswer(
    UserId Id,
    string Username,
    string? Email,
    bool EmailVerified,
    string Name,
    string Nickname,
    string? Introduction,
    string? Phone,
    DateOnly? BirthDate,
    Gender Gender,
    DateTimeOffset? ConsentedAt,
    Role Role,
    UserStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastLoginAt)
{
    internal static UserAnswer From(User user) => new(
        user.Id,
        user.Username.Value,
        user.Email?.Value,
        user.EmailVerified,
        user.Name,
        user.Nickname,
        user.Introduction,
        MobileNumbers.Show(user.Phone),
        user.BirthDate,
        user.Gender,
        user.ConsentedAt,
        user.Role,
        user.Status,
        user.CreatedAt,
        user.UpdatedAt,
        user.LastLoginAt);
}
