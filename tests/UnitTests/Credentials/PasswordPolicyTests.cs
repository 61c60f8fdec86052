using Auth.Application.Credentials;
using Auth.Domain.Common;
using Auth.Domain.Credentials;

namespace Auth.UnitTests.Credentials;

public sealed class PasswordPolicyTests
{
    [Theory]
    [InlineData("a", 7, true, false)]
    [InlineData("a", 8, false, false)]
    [InlineData("a", 128, false, false)]
    [InlineData("a", 129, false, true)]
    [InlineData("한", 7, true, false)]
    [InlineData("한", 8, false, false)]
    [InlineData("한", 128, false, false)]
    [InlineData("한", 129, false, true)]
    [InlineData("😀", 7, true, false)]
    [InlineData("😀", 8, false, false)]
    [InlineData("😀", 128, false, false)]
    [InlineData("😀", 129, false, true)]
    [InlineData("\u1112\u1161\u11AB", 7, true, false)]
    [InlineData("\u1112\u1161\u11AB", 8, false, false)]
    [InlineData("\u1112\u1161\u11AB", 128, false, false)]
    [InlineData("e\u0301", 7, true, false)]
    public void A_password_has_8_to_128_code_points_of_its_composed_form(string character, int times, bool tooShort, bool tooLong)
    {
        var password = string.Concat(Enumerable.Repeat(character, times));

        PasswordPolicy.IsTooShort(password).ShouldBe(tooShort);
        PasswordPolicy.IsTooLong(password).ShouldBe(tooLong);
    }

    [Theory]
    [InlineData("onlylettersandlong")]
    [InlineData("839172640258")]
    [InlineData("\0 nul and \0 nul again")]
    [InlineData(" leading and trailing ")]
    public void There_is_no_rule_about_what_it_is_made_of(string password) => Validate("x", password).ShouldBeTrue();

    [Fact]
    public void The_current_password_is_only_asked_to_be_there()
    {
        Validate("x", "a long enough one").ShouldBeTrue();
        Validate("", "a long enough one").ShouldBeFalse();
        Validate(null, "a long enough one").ShouldBeFalse();
    }

    private static bool Validate(string? current, string next) => new ChangePasswordValidator(TestPasswords.Judge())
        .Validate(new ChangePassword(current is null ? null : new Secret(current), new Secret(next))).IsValid;
}
