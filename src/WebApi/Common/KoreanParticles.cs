namespace Auth.WebApi.Common;

/// <summary>Chooses between the two forms of a Korean particle by the last sound of the word before it, as it is read aloud.</summary>
internal static class KoreanParticles
{
    private const char FirstSyllable = '가';
    private const char LastSyllable = '힣';
    private const int FinalsPerVowel = 28;
    private const int FinalRieul = 8;

    /// <summary>Digits whose names end in a consonant: 영 일 삼 육 칠 팔.</summary>
    private const string EndInConsonant = "013678";

    /// <summary>Those of them that end in ㄹ, after which it is 로: 일 칠 팔.</summary>
    private const string EndInRieul = "178";

    /// <summary>The word followed by the right form of <c>을(를)</c>, <c>은(는)</c>, <c>이(가)</c>, <c>과(와)</c> or <c>(으)로</c>; both forms where nobody knows how the word is read, as with Latin letters (bob may be 밥 or 비오비).</summary>
    public static string Append(string word, string particle)
    {
        if (particle.Length == 0)
            return word;
        if (word.Length == 0 || Final(word[^1]) is not var (consonant, rieul))
            return word + particle;
        return word + (particle == "(으)로" ? (consonant && !rieul ? "으로" : "로") : particle[consonant ? 0 : 2].ToString());
    }

    private static (bool Consonant, bool Rieul)? Final(char last)
    {
        if (last is >= FirstSyllable and <= LastSyllable)
            return ((last - FirstSyllable) % FinalsPerVowel is var final && final != 0, final == FinalRieul);
        return char.IsAsciiDigit(last)
            ? (EndInConsonant.Contains(last, StringComparison.Ordinal), EndInRieul.Contains(last, StringComparison.Ordinal))
            : null;
    }
}
