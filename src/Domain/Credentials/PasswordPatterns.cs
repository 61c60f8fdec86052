using System.Globalization;

namespace Auth.Domain.Credentials;

/// <summary>Sequences and dates within the keys of a password. Costs are powers of ten.</summary>
internal static class PasswordPatterns
{
    private const int ShortestSequence = 3;
    private const float BeginningOfRow = 1;
    private const float WithinRow = 2;
    private const float Year = 2;
    private const float DayOfYear = 2.6f;
    private const float Date = 4.6f;
    private const float Separator = 0.6f;
    private const int FirstYear = 1900;
    private const int LastYear = 2059;

    private static readonly string[] Rows = [.. Written().SelectMany(row => new[] { row, new string([.. row.Reverse()]) })];

    /// <summary>The orders of alphabets, digits and keyboards.</summary>
    private static string[] Written() =>
    [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "13579", "02468", "`1234567890-=", "!@#$%^&*()_+", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "147258369", "aassddffgghhjjkkll", "qqwweerrttyyuuiioopp",
        "112233445566778899", PasswordText.Keys("가나다라마바사아자차카타파하"), PasswordText.Keys("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"), PasswordText.Keys("아야어여오요우유으이"),
        PasswordText.Keys("일이삼사오육칠팔구십"), PasswordText.Keys("하나둘셋넷다섯여섯일곱여덟아홉열"),
    ];

    public static void FindSequences(string keys, Action<int, int, float> lower)
    {
        foreach (var row in Rows)
        {
            for (var start = 0; start + ShortestSequence <= keys.Length; start++)
            {
                for (var place = row.IndexOf(keys[start], StringComparison.Ordinal); place >= 0; place = row.IndexOf(keys[start], place + 1))
                {
                    var length = 1;
                    while (start + length < keys.Length && place + length < row.Length && keys[start + length] == row[place + length])
                    {
                        length++;
                        if (length >= ShortestSequence)
                            lower(start, start + length, (place == 0 ? BeginningOfRow : WithinRow) + MathF.Log10(length));
                    }
                }
            }
        }
    }

    public static void FindDates(string keys, Action<int, int, float> lower)
    {
        for (var start = 0; start + 4 <= keys.Length; start++)
        {
            var rest = keys.AsSpan(start);
            if (Number(rest, 4) is >= FirstYear and <= LastYear)
                lower(start, start + 4, Year);
            if (IsDay(2000, Number(rest, 2), Number(rest[2..], 2)))
                lower(start, start + 4, DayOfYear);
            if (rest.Length >= 6 && (IsDate(rest[..2], rest[2..4], rest[4..6]) || IsDate(rest[4..6], rest[2..4], rest[..2])))
                lower(start, start + 6, Date);
            if (rest.Length >= 8 && (IsDate(rest[..4], rest[4..6], rest[6..8]) || IsDate(rest[4..8], rest[2..4], rest[..2]) || IsDate(rest[4..8], rest[..2], rest[2..4])))
                lower(start, start + 8, Date);
            if (rest.Length >= 8 && rest[2] == rest[5] && (IsDate(rest[..2], rest[3..5], rest[6..8]) || IsDate(rest[6..8], rest[3..5], rest[..2])))
                lower(start, start + 8, Date + Separator);
            if (rest.Length >= 10 && rest[4] == rest[7] && IsDate(rest[..4], rest[5..7], rest[8..10]))
                lower(start, start + 10, Date + Separator);
            if (rest.Length >= 10 && rest[2] == rest[5] && (IsDate(rest[6..10], rest[3..5], rest[..2]) || IsDate(rest[6..10], rest[..2], rest[3..5])))
                lower(start, start + 10, Date + Separator);
        }
    }

    private static bool IsDate(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day)
    {
        var number = Number(year, year.Length);
        return (year.Length == 2 ? number >= 0 : number is >= FirstYear and <= LastYear)
            && IsDay(year.Length == 2 ? 2000 + number : number, Number(month, 2), Number(day, 2));
    }

    private static bool IsDay(int year, int month, int day) => month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    private static int Number(ReadOnlySpan<char> text, int length) =>
        int.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
