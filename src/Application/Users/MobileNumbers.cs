using PhoneNumbers;
using PhoneNumber = Auth.Domain.Users.PhoneNumber;

namespace Auth.Application.Users;

/// <summary>Reads and shows mobile numbers. Without a country code a number is Korean; hyphens and blanks do not matter.</summary>
internal static class MobileNumbers
{
    private const string HomeRegion = "KR";
    private const int LongestInput = 32;
    private const int FewestDigits = 4;
    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    public static PhoneNumber? Parse(string? text)
    {
        if (text is not { Length: > 0 and <= LongestInput })
            return null;
        try
        {
            var number = Library.Parse(text, HomeRegion);
            return Library.IsValidNumber(number) && Library.GetNumberType(number) is PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE
                ? new PhoneNumber(Library.Format(number, PhoneNumberFormat.E164))
                : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>
    /// What the stored numbers begin with that begin as <paramref name="text"/> does; null where it is not the beginning of a number. It takes four digits, and a
    /// 0 or a + in front, so that <c>100</c> stays a name and <c>010</c> does not stand for everybody.
    /// </summary>
    public static PhoneNumber? Beginning(string text)
    {
        var compact = string.Concat(text.Where(c => c is not (' ' or '-' or '.' or '(' or ')')));
        if (compact is not ['+' or '0', ..] || compact.AsSpan(1).ContainsAnyExceptInRange('0', '9') || compact.Count(char.IsAsciiDigit) < FewestDigits)
            return null;
        var home = $"+{Library.GetCountryCodeForRegion(HomeRegion)}";
        if (compact[0] == '0')
            return compact[1] == '0' ? null : new PhoneNumber(home + compact[1..]);
        // Many write the 0 of the number at home behind the country code too.
        return new PhoneNumber(compact.StartsWith($"{home}0", StringComparison.Ordinal) ? home + compact[(home.Length + 1)..] : compact);
    }

    /// <summary>As people write it: <c>010-1234-5678</c> at home, <c>+1 201-555-0123</c> abroad.</summary>
    public static string? Show(PhoneNumber? number)
    {
        if (number is null)
            return null;
        var parsed = Library.Parse(number.Value, HomeRegion);
        return Library.Format(parsed, Library.GetRegionCodeForNumber(parsed) == HomeRegion ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL);
    }

    /// <summary>The number as shown, with the digits between the first group and the last four hidden: <c>010-****-5678</c>.</summary>
    public static string? Mask(PhoneNumber? number)
    {
        if (Show(number) is not { } shown)
            return null;
        var firstGroup = shown.AsSpan().IndexOfAny(' ', '-');
        var kept = shown.Length - 4;
        return string.Create(shown.Length, (shown, firstGroup, kept), static (span, of) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = i > of.firstGroup && i < of.kept && char.IsAsciiDigit(of.shown[i]) ? '*' : of.shown[i];
        });
    }
}
