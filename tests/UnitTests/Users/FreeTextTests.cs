using Auth.Domain.Users;

namespace Auth.UnitTests.Users;

public sealed class FreeTextTests
{
    [Theory]
    [InlineData("홍길동")]
    [InlineData("Zoë O'Neill-Łukasz")]
    [InlineData("محمد")]
    [InlineData("Anne Marie")]
    [InlineData("👩‍👩‍👧")]
    [InlineData("<script>alert(1)</script>")]
    public void Any_language_and_any_sign_is_taken(string text) => FreeText.IsValid(text, FreeText.NameMaxLength).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("a\u0001b")]
    [InlineData("a\tb")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\u001Bb")]
    [InlineData("a\u007Fb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\u2029b")]
    public void Controls_and_line_breaks_are_refused_in_a_name(string? text) => FreeText.IsValid(text, FreeText.NameMaxLength).ShouldBeFalse();

    [Fact]
    public void Bidirectional_overrides_are_refused_wherever_they_stand()
    {
        int[] overrides = [0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069];
        foreach (var code in overrides)
        {
            FreeText.IsValid($"a{(char)code}b", FreeText.NameMaxLength).ShouldBeFalse($"U+{code:X4}");
            FreeText.IsValid($"{(char)code}ab", FreeText.NameMaxLength).ShouldBeFalse($"U+{code:X4}");
            FreeText.IsValid($"a\nb{(char)code}", FreeText.IntroductionMaxLength, severalLines: true).ShouldBeFalse($"U+{code:X4}");
        }

        FreeText.IsValid("می\u200Cخواهم", FreeText.NameMaxLength).ShouldBeTrue("a joiner is part of how Persian is written");
    }

    [Fact]
    public void A_lone_surrogate_is_refused_and_does_not_throw()
    {
        FreeText.IsValid("a\uD83D", FreeText.NameMaxLength).ShouldBeFalse();
        FreeText.IsValid("\uDE00a", FreeText.NameMaxLength).ShouldBeFalse();
        FreeText.IsValid("\uD83D\uD83D\uDE00", FreeText.NameMaxLength).ShouldBeFalse();
        FreeText.IsValid("\uD83D\uDE00", FreeText.NameMaxLength).ShouldBeTrue();
    }

    [Theory]
    [InlineData("   ", "blanks")]
    [InlineData("\u3000\u3000", "ideographic blanks")]
    [InlineData("\u00A0", "a no-break space")]
    [InlineData("\u200B\u200B", "zero-width spaces")]
    [InlineData("\u2060\uFEFF\u00AD", "a joiner, a byte-order mark, a soft hyphen")]
    [InlineData("\u200E\u200F", "direction marks")]
    [InlineData("\u3164", "the Hangul filler, a letter by its category")]
    [InlineData("\u115F\u1160\uFFA0", "the other fillers")]
    [InlineData("\u2800\u2800", "the blank of Braille")]
    [InlineData("\uFE0F", "a variation selector")]
    [InlineData("\u034F\u17B4", "marks that are never drawn")]
    public void Text_with_nothing_to_see_in_it_is_refused(string text, string what) =>
        FreeText.IsValid(text, FreeText.NameMaxLength).ShouldBeFalse(what);

    [Fact]
    public void Lengths_are_code_points_of_the_composed_form()
    {
        FreeText.IsValid(Repeat("한", 50), FreeText.NicknameMaxLength).ShouldBeTrue();
        FreeText.IsValid(Repeat("한", 51), FreeText.NicknameMaxLength).ShouldBeFalse();
        FreeText.IsValid(Repeat("😀", 50), FreeText.NicknameMaxLength).ShouldBeTrue("an emoji is one, though UTF-16 needs two");
        FreeText.IsValid(Repeat("😀", 51), FreeText.NicknameMaxLength).ShouldBeFalse();
        FreeText.IsValid(Repeat("\u1112\u1161\u11AB", 50), FreeText.NicknameMaxLength).ShouldBeTrue("three jamo compose to one syllable");
        FreeText.IsValid(Repeat("\u1112\u1161\u11AB", 51), FreeText.NicknameMaxLength).ShouldBeFalse();
        FreeText.IsValid("  " + Repeat("a", 50) + "  ", FreeText.NicknameMaxLength).ShouldBeTrue("blanks around it do not count");
    }

    [Fact]
    public void Text_is_kept_composed_and_without_blanks_around_it()
    {
        FreeText.Clean("  \u1112\u1161\u11AB글 ").ShouldBe("한글");
        FreeText.Clean("Zoe\u0308").ShouldBe("Zoë");
        FreeText.Clean("one\r\ntwo\nthree").ShouldBe("one\ntwo\nthree");
    }

    [Fact]
    public void An_introduction_may_have_lines_but_no_other_control()
    {
        FreeText.IsValid("one\r\ntwo\n\nthree", FreeText.IntroductionMaxLength, severalLines: true).ShouldBeTrue();
        FreeText.IsValid("one\rtwo", FreeText.IntroductionMaxLength, severalLines: true).ShouldBeFalse();
        FreeText.IsValid("one\0two", FreeText.IntroductionMaxLength, severalLines: true).ShouldBeFalse();
        FreeText.IsValid("\n\n", FreeText.IntroductionMaxLength, severalLines: true).ShouldBeFalse();
        FreeText.IsValid(Repeat("a\n", 501), FreeText.IntroductionMaxLength, severalLines: true).ShouldBeFalse();
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
