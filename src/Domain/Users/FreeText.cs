using System.Globalization;
using System.Text;
using Auth.Domain.Common;

namespace Auth.Domain.Users;

/// <summary>
/// What people write about themselves: any Unicode in NFC, without control characters, bidirectional overrides or separators that could make
/// a line of a list or of a log read differently from what it says.
/// </summary>
public static class FreeText
{
    public const int NameMaxLength = 100;
    public const int NicknameMaxLength = 50;
    public const int IntroductionMaxLength = 1000;
    public const int ReasonMaxLength = 200;

    /// <summary>NFC, line ends as a single line feed, without blanks around it.</summary>
    public static string Clean(string text) => Nfc.Of(text).Replace("\r\n", "\n", StringComparison.Ordinal).Trim();

    /// <summary>Whether the text, once clean, has 1 to <paramref name="maxLength"/> code points and something to see in it.</summary>
    public static bool IsValid(string? text, int maxLength, bool severalLines = false)
    {
        if (text is null || text.Length > maxLength * 4 || HasLoneSurrogate(text))
            return false;
        int length = 0, visible = 0;
        foreach (var rune in Clean(text).EnumerateRunes())
        {
            length++;
            if (severalLines && rune.Value == '\n')
                continue;
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                case UnicodeCategory.Format when rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069):
                    return false;
                case UnicodeCategory.Format or UnicodeCategory.SpaceSeparator:
                case var _ when IsBlank(rune):
                    break;
                default:
                    visible++;
                    break;
            }
        }

        return visible > 0 && length <= maxLength;
    }

    /// <summary>Letters, marks and symbols by their category that nobody sees: the Hangul fillers, the blank of Braille, selectors of variants.</summary>
    private static bool IsBlank(Rune rune) => rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0100 and <= 0xE01EF);

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }

        return false;
    }
}
