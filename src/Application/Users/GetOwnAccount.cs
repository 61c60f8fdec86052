using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;

namespace Auth.Application.Users;

/// <summary>One's own account.</summary>
[AllowedTo(Caller.SignedIn)]
public sealed record GetOwnAccount : IQuery<UserAnswer>;

/// <summary>The account of whoever sends <see cref="GetOwnAccount"/>, read in the statement that found them signed in (<see cref="ISignedInCallers{TRequest}"/>).</summary>
public interface IOwnAccount
{
    /// <summary>Throws <see cref="InvalidOperationException"/> where nobody was found.</summary>
    StoredAccount Get();
}

/// <summary>An account as it is stored.</summary>
public sealed record StoredAccount(
    string Username,
    string? Email,
    bool EmailVerified,
    string Name,
    string Nickname,
    string? Introduction,
    string? Phone,
    DateOnly? BirthDate,
    Gender Gender,
    UserStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastLoginAt,
    DateTimeOffset? ConsentedAt);

internal sealed class GetOwnAccountHandler(IOwnAccount own, RequestContext context) : IHandler<GetOwnAccount, UserAnswer>
{
    public Task<Result<UserAnswer>> Handle(GetOwnAccount request, CancellationToken cancellationToken)
    {
        var (caller, account) = (context.SignedIn, own.Get());
        return Task.FromResult<Result<UserAnswer>>(new UserAnswer(
            caller.UserId,
            account.Username,
            account.Email,
            account.EmailVerified,
            account.Name,
            account.Nickname,
            account.Introduction,
            MobileNumbers.Show(account.Phone is { } phone ? new PhoneNumber(phone) : null),
            account.BirthDate,
            account.Gender,
            account.ConsentedAt,
            caller.Role,
            account.Status,
            account.CreatedAt,
            account.UpdatedAt,
            account.LastLoginAt));
    }
}
