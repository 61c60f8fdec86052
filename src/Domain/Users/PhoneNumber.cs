namespace Auth.Domain.Users;

/// <summary>A phone number in E.164 form (<c>+821012345678</c>), 16 characters at most.</summary>
public sealed record PhoneNumber(string Value)
{
    public const int MaxLength = 16;

    public override string ToString() => Value;
}
