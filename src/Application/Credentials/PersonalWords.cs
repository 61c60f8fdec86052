using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Credentials;

namespace Auth.Application.Credentials;

/// <summary>
/// The words that an attacker who knows the owner tries first. A password that contains one is refused, unless the word is so short that it stands in others by chance; those
/// still count as known when guesses are counted. Everything is compared as the keys that type it.
/// </summary>
internal sealed class PersonalWords
{
    private const int ShortestTelling = 4;
    private const int ShortestTellingHangul = 3;
    private const int KoreanName = 3;
    private const int ShortestGuess = 2;
    private const int LongestWord = 64;
    private const int MostWords = 16;
    private const int ShortestNumber = 6;
    private const int LocalDigits = 8;
    private static readonly char[] Separators = ['.', '_', '-', '+', '@'];

    private readonly List<(string Keys, bool Alone, Error Error)> telling = [];
    private readonly List<(string Digits, Error Error)> numbers = [];
    private readonly HashSet<string> guesses = [];

    public PersonalWords(PersonalDetails? owner, string serviceName)
    {
        AddName(serviceName, PasswordErrors.HasServiceName, isOfService: true);
        if (owner is null)
            return;
        AddHandle(owner.Username, PasswordErrors.HasUsername);
        AddHandle(owner.Email, PasswordErrors.HasEmail);
        AddHandle(owner.Email?.Split('@', '+')[0], PasswordErrors.HasEmail);
        AddName(owner.Name, PasswordErrors.HasName);
        AddName(owner.Nickname, PasswordErrors.HasNickname);
        AddPhone(owner.Phone);
        if (owner.BirthDate is { } date)
            AddBirthDate(date);
    }

    /// <summary>Words tried first, as keys; also those too short to be refused.</summary>
    public IReadOnlyCollection<string> Guesses => guesses;

    /// <summary>What the password says of its owner.</summary>
    public Error? FindIn(string password)
    {
        var folded = PasswordText.Fold(password);
        var keys = PasswordText.Keys(folded);
        var digits = string.Concat(folded.Where(char.IsAsciiDigit));
        return telling.Find(word => Contains(keys, word.Keys, word.Alone)).Error
            ?? numbers.Find(number => digits.Contains(number.Digits, StringComparison.Ordinal)).Error;
    }

    /// <summary>The whole without its blanks, and its parts.</summary>
    private void AddName(string? text, Error error, bool isOfService = false)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > LongestWord * MostWords)
            return;
        var parts = PasswordText.Fold(text).Split((char[]?)null, MostWords, StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in parts.Prepend(string.Concat(parts)))
        {
            AddGuess(word);
            AddTelling(word, error, isOfService);
        }
    }

    /// <summary>The whole; its parts only count as known, since one like <c>lee</c> stands in other words.</summary>
    private void AddHandle(string? text, Error error)
    {
        if (string.IsNullOrEmpty(text) || text.Length > LongestWord * MostWords)
            return;
        var folded = PasswordText.Fold(text);
        AddTelling(folded, error);
        foreach (var part in folded.Split(Separators, MostWords).Prepend(folded))
            AddGuess(part);
    }

    private void AddTelling(string word, Error error, bool isOfService = false)
    {
        var isHangul = IsHangul(word);
        // The service may bear a word of every day, such as Auth, which stands in author as well.
        if (word.EnumerateRunes().Count() >= (isHangul ? ShortestTellingHangul : ShortestTelling))
            telling.Add((PasswordText.Keys(word), isOfService && !isHangul, error));
    }

    private void AddGuess(string word)
    {
        if (word.Length is < ShortestGuess or > LongestWord)
            return;
        guesses.Add(PasswordText.Keys(word));
        if (word.Length == KoreanName && IsHangul(word))
            guesses.Add(PasswordText.Keys(word[1..])); // The given name, behind a family name of one syllable.
    }

    private static bool IsHangul(string word) => word.All(c => c is >= '가' and <= '힣');

    /// <summary>The number without country code or prefix, however it is grouped.</summary>
    private void AddPhone(string? phone)
    {
        if (phone is not null && string.Concat(phone.Where(char.IsAsciiDigit)) is { Length: >= LocalDigits } digits)
            AddNumber(digits[^LocalDigits..], PasswordErrors.HasPhone);
    }

    private void AddBirthDate(DateOnly date)
    {
        foreach (var format in new[] { "yyyyMMdd", "yyMMdd", "ddMMyyyy", "MMddyyyy", "ddMMyy", "MMddyy", "yyyyMd" })
            AddNumber(date.ToString(format, System.Globalization.CultureInfo.InvariantCulture), PasswordErrors.HasBirthDate);
    }

    private void AddNumber(string digits, Error error)
    {
        if (digits.Length >= ShortestNumber)
            numbers.Add((digits, error));
    }

    private static bool Contains(string keys, string word, bool alone)
    {
        for (var start = keys.IndexOf(word, StringComparison.Ordinal); start >= 0; start = keys.IndexOf(word, start + 1, StringComparison.Ordinal))
        {
            var end = start + word.Length;
            if (!alone || ((start == 0 || !char.IsAsciiLetter(keys[start - 1])) && (end == keys.Length || !char.IsAsciiLetter(keys[end]))))
                return true;
        }

        return false;
    }
}
