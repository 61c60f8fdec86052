using Auth.Domain.Common;

namespace Auth.Domain.Users;

/// <summary>
/// The name somebody logs in with: 2 to 32 of <c>a-z 0-9 . _ -</c>, case ignored, kept in its one canonical, lower-case form.
/// ASCII only, so that no case mapping or collation can make two different names equal (CVE-2019-19844).
/// </summary>
public sealed record Username
{
    public const int MinLength = 2;
    public const int MaxLength = 32;

    private Username(string value) => Value = value;

    public string Value { get; }

    public static bool IsValid(string? text) =>
        text is { Length: >= MinLength and <= MaxLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    public static Result<Username> Parse(string? text) => IsValid(text) ? new Username(AsciiText.Lower(text!)) : UserErrors.UsernameMalformed;

    /// <summary>Takes a value that was checked when it was stored.</summary>
    public static Username FromStored(string value) => new(value);

    public static bool operator <(Username left, Username right) => string.CompareOrdinal(left.Value, right.Value) < 0;

    public static bool operator >(Username left, Username right) => string.CompareOrdinal(left.Value, right.Value) > 0;

    public static bool operator <=(Username left, Username right) => !(left > right);

    public static bool operator >=(Username left, Username right) => !(left < right);

    public override string ToString() => Value;
}
