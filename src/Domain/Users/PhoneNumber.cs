namespace Auth.Domain.Users;

/// <summary>A phone number in E.164 form (<c>+821012345678</c>), 16 characters at most.</summary>
public sealed record PhoneNumber(string Value)
{
    public const int MaxLength = 16;

    public static bool operator <(PhoneNumber left, PhoneNumber right) => string.CompareOrdinal(left.Value, right.Value) < 0;

    public static bool operator >(PhoneNumber left, PhoneNumber right) => string.CompareOrdinal(left.Value, right.Value) > 0;

    public static bool operator <=(PhoneNumber left, PhoneNumber right) => !(left > right);

    public static bool operator >=(PhoneNumber left, PhoneNumber right) => !(left < right);

    public override string ToString() => Value;
}
