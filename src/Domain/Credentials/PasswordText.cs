using System.Text;
using Auth.Domain.Common;

namespace Auth.Domain.Credentials;

/// <summary>The forms in which passwords are compared with words and lists. A password itself is only ever verified as it was received.</summary>
public static class PasswordText
{
    private const ulong FingerprintSeed = 14695981039346656037;
    private const char FirstSyllable = '가';
    private const char LastSyllable = '힣';
    private const char FirstJamo = 'ㄱ';
    private const char LastJamo = 'ㅣ';

    // The keys of the two-set keyboard, in Unicode's order. Shift is left out, as is the case of letters.
    private static readonly string[] Initials = "r r s e e f a q q t t d w w c z x v g".Split(' ');
    private static readonly string[] Vowels = "k o i o j p u p h hk ho hl y n nj np nl b m ml l".Split(' ');
    private static readonly string[] Finals = " r r rt s sw sg e f fr fa fq ft fx fv fg a q qt t t d w c z x v g".Split(' ');
    private static readonly string[] Jamo = [.. "r r rt s sw sg e e f fr fa fq ft fx fv fg a q q qt t t d w w c z x v g".Split(' '), .. Vowels];

    /// <summary>Without regard to case and to how characters were composed.</summary>
    public static string Fold(string text) => Nfc.Of(text).ToLowerInvariant();

    /// <summary>
    /// The keys that type a folded text: Hangul by the letters of the two-set keyboard (<c>비밀</c> is <c>qlalf</c>), the rest as it is. So a word is known
    /// again that was typed in the other language, which is a habit in Korea and a slip everywhere.
    /// </summary>
    public static string Keys(string folded)
    {
        var keys = new StringBuilder(folded.Length);
        foreach (var c in folded)
            AppendKeys(keys, c);
        return keys.ToString();
    }

    public static void AppendKeys(StringBuilder keys, char c)
    {
        if (c is >= FirstSyllable and <= LastSyllable)
        {
            var (rest, final) = Math.DivRem(c - FirstSyllable, Finals.Length);
            var (initial, vowel) = Math.DivRem(rest, Vowels.Length);
            keys.Append(Initials[initial]).Append(Vowels[vowel]).Append(Finals[final]);
        }
        else if (c is >= FirstJamo and <= LastJamo)
        {
            keys.Append(Jamo[c - FirstJamo]);
        }
        else
        {
            keys.Append(c);
        }
    }

    /// <summary>64 bits that tell texts apart (FNV-1a with a last mix). Nothing secret comes of them: whoever makes two texts collide has a password refused.</summary>
    public static ulong Fingerprint(ReadOnlySpan<char> text)
    {
        var state = FingerprintSeed;
        foreach (var c in text)
            state = Extend(state, c);
        return Finish(state);
    }

    /// <summary>The fingerprints of all beginnings of a text up to <paramref name="longest"/> characters: the first has one character.</summary>
    public static int Fingerprints(ReadOnlySpan<char> text, int longest, Span<ulong> beginnings)
    {
        var state = FingerprintSeed;
        var count = Math.Min(text.Length, longest);
        for (var i = 0; i < count; i++)
        {
            state = Extend(state, text[i]);
            beginnings[i] = Finish(state);
        }

        return count;
    }

    private static ulong Extend(ulong state, char c) => (state ^ c) * 1099511628211;

    private static ulong Finish(ulong state)
    {
        state = (state ^ (state >> 33)) * 0xFF51AFD7ED558CCD;
        return state ^ (state >> 33);
    }
}
