using Auth.Domain.Common;

namespace Auth.Domain.Users;

/// <summary>
/// An email address in its canonical, lower-case form. ASCII only: a domain in other letters is given as punycode. Not every address of RFC 5321
/// is taken (no quoted local parts, no address literals), only those that people have.
/// </summary>
public sealed record EmailAddress
{
    public const int MaxLength = 254;
    private const int MaxLocalLength = 64;
    private const int MaxLabelLength = 63;

    private EmailAddress(string value) => Value = value;

    public string Value { get; }

    public static bool IsValid(string? text)
    {
        if (text is not { Length: >= 3 and <= MaxLength })
            return false;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= MaxLocalLength && IsLocalPart(text.AsSpan(0, at)) && IsDomain(text.AsSpan(at + 1));
    }

    public static Result<EmailAddress> Parse(string? text) =>
        IsValid(text) ? new EmailAddress(AsciiText.Lower(text!)) : UserErrors.EmailMalformed;

    /// <summary>Takes a value that was checked when it was stored.</summary>
    public static EmailAddress FromStored(string value) => new(value);

    public static bool operator <(EmailAddress left, EmailAddress right) => string.CompareOrdinal(left.Value, right.Value) < 0;

    public static bool operator >(EmailAddress left, EmailAddress right) => string.CompareOrdinal(left.Value, right.Value) > 0;

    public static bool operator <=(EmailAddress left, EmailAddress right) => !(left > right);

    public static bool operator >=(EmailAddress left, EmailAddress right) => !(left < right);

    public override string ToString() => Value;

    private static bool IsLocalPart(ReadOnlySpan<char> local)
    {
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
            return false;
        foreach (var c in local)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        var labels = 0;
        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.Length is 0 or > MaxLabelLength || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                    return false;
            }

            labels++;
        }

        return labels >= 2;
    }
}
