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
    [InlineData("        ")]
    [InlineData("aaaaaaaa")]
    [InlineData("12345678")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData(" leading and trailing ")]
    public void There_is_no_rule_about_what_it_is_made_of(string password) =>
        new ChangePasswordValidator().Validate(new ChangePassword(new Secret("x"), new Secret(password))).IsValid.ShouldBeTrue();

    [Fact]
    public void The_current_password_is_only_asked_to_be_there()
    {
        new ChangePasswordValidator().Validate(new ChangePassword(new Secret("x"), new Secret("long enough"))).IsValid.ShouldBeTrue();
        new ChangePasswordValidator().Validate(new ChangePassword(new Secret(""), new Secret("long enough"))).IsValid.ShouldBeFalse();
        new ChangePasswordValidator().Validate(new ChangePassword(null, new Secret("long enough"))).IsValid.ShouldBeFalse();
    }
}
