using Auth.Application.Common;
using Auth.Application.Users;
using Auth.Domain.Users;

namespace Auth.Infrastructure.Persistence;

/// <summary>The statement that finds the caller, with their account in the same row.</summary>
internal sealed class OwnAccount(SignedInCallers callers) : ISignedInCallers<GetOwnAccount>, IOwnAccount
{
    public const string Find =
        $"""
        SELECT {SignedInCallers.Caller},
            u.username, u.email, u.email_verified, u.name, u.nickname, u.introduction, u.phone, u.birth_date, u.gender, u.status, u.created_at, u.updated_at, u.last_login_at,
            (SELECT MAX(c.given_at) FROM consents c WHERE c.user_id = u.id AND c.purpose = 'personal_data' AND c.withdrawn_at IS NULL)
        {SignedInCallers.IsSignedIn}
        """;

    private StoredAccount? account;

    public Task<SignedInCaller?> FindAsync(Identity identity, CancellationToken cancellationToken)
    {
        account = null;
        return callers.FindAsync(Find, identity, row => account = Read(row), cancellationToken);
    }

    public StoredAccount Get() => account ?? throw new InvalidOperationException("Nobody was found with their account.");

    private static StoredAccount Read(DirectRow row) => new(
        row.Text(),
        row.OptionalText(),
        row.Truth(),
        row.Text(),
        row.Text(),
        row.OptionalText(),
        row.OptionalText(),
        row.OptionalDate(),
        row.Word<Gender>(),
        row.Word<UserStatus>(),
        row.Instant(),
        row.Instant(),
        row.OptionalInstant(),
        row.OptionalInstant());
}
