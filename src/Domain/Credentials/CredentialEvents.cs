using Auth.Domain.Common;
using Auth.Domain.Users;

namespace Auth.Domain.Credentials;

public sealed record PasswordChanged(UserId UserId) : IUserEvent;

/// <summary>A wrong current password was given by somebody signed in.</summary>
public sealed record PasswordCheckFailed(UserId UserId) : IUserEvent, IRefusal
{
    public string Code => CredentialErrors.CurrentPasswordWrong.Fields[0].Code;
}
