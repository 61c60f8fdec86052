using Auth.Domain.Users;

namespace Auth.UnitTests.Users;

public sealed class UsernameTests
{
    [Theory]
    [InlineData("ab")]
    [InlineData("a.b_c-9")]
    [InlineData("0123456789")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    public void Two_to_thirty_two_letters_digits_dots_underscores_and_hyphens_are_taken(string text) =>
        Username.Parse(text).Value.Value.ShouldBe(text);

    [Theory]
    [InlineData("Alice")]
    [InlineData("ALICE")]
    [InlineData("alice")]
    public void Case_is_ignored(string text) => Username.Parse(text).Value.ShouldBe(Username.Parse("aLICe").Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    [InlineData("alice@example.com")]
    [InlineData("al ice")]
    [InlineData(" alice")]
    [InlineData("alice\n")]
    [InlineData("alice\r\n")]
    [InlineData("alice\0")]
    [InlineData("\0\0")]
    [InlineData("al/ice")]
    [InlineData("al%ice")]
    [InlineData("홍길동")]
    public void Anything_else_is_refused(string? text)
    {
        Username.IsValid(text).ShouldBeFalse();
        Username.Parse(text).Error.ShouldBe(UserErrors.UsernameMalformed);
    }

    [Theory]
    [InlineData("\u212Aelvin", "the Kelvin sign, which ToLowerInvariant maps to k")]
    [InlineData("m\u0131ke", "the dotless i of Turkish, which some collations hold equal to i")]
    [InlineData("\u0130stanbul", "the dotted capital I")]
    [InlineData("ｍike", "a fullwidth letter")]
    [InlineData("mi\u043Ae", "a Cyrillic letter that looks Latin")]
    [InlineData("mike\u00AD", "a soft hyphen")]
    [InlineData("mike٣", "an Arabic digit")]
    [InlineData("stra\u017Fe", "the long s, whose capital is S")]
    public void No_letter_that_could_be_mapped_onto_another_is_taken(string text, string what) => Username.IsValid(text).ShouldBeFalse(what);
}
