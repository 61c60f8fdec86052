using System.Text;

namespace Auth.Domain.Credentials;

/// <summary>
/// How many guesses a password withstands, after the method of zxcvbn (Wheeler, USENIX Security 2016): it is cut into known words, sequences, repetitions, dates and
/// the rest in the way that is cheapest for somebody who knows what people choose. Works on the keys that type it, so that Hangul and the keyboard's other language count alike.
/// Only the beginning is looked at, so the work is bounded, whatever is sent.
/// </summary>
public sealed class GuessEstimate
{
    private const int MostCharacters = 64;
    private const int MostKeys = 128;
    private const int MostParts = 6; // More than these are past every bound already.
    private const int ShortestWord = 3;
    private const int LongestWord = 24;
    private const float OneOfTwo = 0.3f;
    private const float GuessesPerPart = 3; // As if each further part made an attacker try a thousand shorter passwords first.

    private const string LooksLikeLetters = "4@8(369!10$5+72";
    private static readonly string[] LettersMeant = ["aabceggiiossttz", "aabceggilosstlz"];

    private static readonly float[] Logs = [.. Enumerable.Range(0, MostKeys + 1).Select(n => MathF.Log10(n))];

    private readonly string keys;
    private readonly Func<ulong, double?> guessesOf;
    private readonly float[] costs;
    private readonly bool[] isWord;

    private GuessEstimate(string password, Func<ulong, double?> guessesOf, IEnumerable<string> personalWords)
    {
        this.guessesOf = guessesOf;
        (keys, var reach) = Type(password);
        costs = new float[(keys.Length + 1) * (keys.Length + 1)];
        isWord = new bool[costs.Length];
        for (var start = 0; start < keys.Length; start++)
        {
            for (var end = start + 1; end <= keys.Length; end++)
                costs[At(start, end)] = reach[end] - reach[start];
        }

        FindWords(keys, (start, length, cost) => Lower(start, start + length, cost, word: true));
        foreach (var letters in LettersMeant)
            FindWords(Meant(letters), (start, length, cost) => Lower(start, start + length, cost + OneOfTwo, word: true));
        FindWords(Reversed(), (start, length, cost) => Lower(keys.Length - start - length, keys.Length - start, cost + OneOfTwo, word: true));
        foreach (var word in personalWords)
            FindPersonal(word);
        PasswordPatterns.FindSequences(keys, Lower);
        PasswordPatterns.FindDates(keys, Lower);
        FindRepetitions();
        (Log10, HasWord) = Cheapest();
    }

    /// <summary>The number of guesses as a power of ten.</summary>
    public double Log10 { get; }

    /// <summary>Whether a known word is part of the cheapest way.</summary>
    public bool HasWord { get; }

    /// <param name="password">As it was received.</param>
    /// <param name="guessesOf">After how many guesses a word is tried, by its fingerprint; null for an unknown one.</param>
    /// <param name="personalWords">Words that an attacker tries first, as keys.</param>
    public static GuessEstimate Of(string password, Func<ulong, double?> guessesOf, IEnumerable<string> personalWords) => new(password, guessesOf, personalWords);

    /// <summary>The keys, and up to each of them the power of ten of trying everything: ten possibilities a character, as zxcvbn has it.</summary>
    private static (string Keys, float[] Reach) Type(string password)
    {
        var typed = new StringBuilder();
        var reach = new float[MostKeys + 16];
        foreach (var rune in PasswordText.Fold(password).EnumerateRunes().Take(MostCharacters))
        {
            var start = typed.Length;
            foreach (var c in rune.ToString())
                PasswordText.AppendKeys(typed, c);
            if (typed.Length > MostKeys)
            {
                typed.Length = start;
                break;
            }

            for (var i = start; i < typed.Length; i++)
                reach[i + 1] = reach[start] + (float)(i + 1 - start) / (typed.Length - start);
        }

        return (typed.ToString(), reach);
    }

    private int At(int start, int end) => (start * (keys.Length + 1)) + end;

    private void Lower(int start, int end, float cost) => Lower(start, end, cost, word: false);

    private void Lower(int start, int end, float cost, bool word)
    {
        if (cost < costs[At(start, end)])
            (costs[At(start, end)], isWord[At(start, end)]) = (cost, word);
    }

    private void FindWords(string text, Action<int, int, float> found)
    {
        Span<ulong> beginnings = stackalloc ulong[LongestWord];
        for (var start = 0; start + ShortestWord <= text.Length; start++)
        {
            var count = PasswordText.Fingerprints(text.AsSpan(start), LongestWord, beginnings);
            for (var length = ShortestWord; length <= count; length++)
            {
                if (guessesOf(beginnings[length - 1]) is { } guesses)
                    found(start, length, (float)Math.Log10(guesses));
            }
        }
    }

    private string Reversed() => new([.. keys.Reverse()]);

    private void FindPersonal(string word)
    {
        for (var start = keys.IndexOf(word, StringComparison.Ordinal); start >= 0; start = keys.IndexOf(word, start + 1, StringComparison.Ordinal))
            Lower(start, start + word.Length, 0, word: true);
    }

    private string Meant(string letters) => string.Create(keys.Length, (keys, letters), static (span, of) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = LooksLikeLetters.IndexOf(of.keys[i], StringComparison.Ordinal) is var place and >= 0 ? of.letters[place] : of.keys[i];
    });

    /// <summary>A repeated part costs what it costs once, and its number; the last one may be cut off.</summary>
    private void FindRepetitions()
    {
        for (var start = 0; start < keys.Length; start++)
        {
            for (var period = 1; start + (2 * period) <= keys.Length; period++)
            {
                var end = start + period;
                while (end < keys.Length && keys[end] == keys[end - period])
                {
                    end++;
                    if (end - start >= Math.Max(2 * period, 3))
                        Lower(start, end, costs[At(start, start + period)] + Logs[(end - start + period - 1) / period], word: false);
                }
            }
        }
    }

    private (double Log10, bool HasWord) Cheapest()
    {
        var best = new (float Cost, bool HasWord)[keys.Length + 1];
        Array.Fill(best, (float.PositiveInfinity, false));
        best[0] = (0, false);
        (double Log10, bool HasWord) cheapest = (double.PositiveInfinity, false);
        double orders = 1;
        for (var parts = 1; parts <= MostParts; parts++)
        {
            orders *= parts;
            best = WithOnePartMore(best);
            var (cost, hasWord) = best[^1];
            var total = Math.Log10((orders * Math.Pow(10, cost)) + Math.Pow(10, GuessesPerPart * (parts - 1)));
            if (total < cheapest.Log10)
                cheapest = (total, hasWord);
        }

        return cheapest;
    }

    private (float Cost, bool HasWord)[] WithOnePartMore((float Cost, bool HasWord)[] best)
    {
        var next = new (float Cost, bool HasWord)[best.Length];
        Array.Fill(next, (float.PositiveInfinity, false));
        for (var start = 0; start < keys.Length; start++)
        {
            if (float.IsPositiveInfinity(best[start].Cost))
                continue;
            for (var end = start + 1; end <= keys.Length; end++)
            {
                var cost = best[start].Cost + costs[At(start, end)];
                if (cost < next[end].Cost)
                    next[end] = (cost, best[start].HasWord || isWord[At(start, end)]);
            }
        }

        return next;
    }
}
