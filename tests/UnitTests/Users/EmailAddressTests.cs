using Auth.Domain.Users;

namespace Auth.UnitTests.Users;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("a@b.c")]
    [InlineData("name@example.com")]
    [InlineData("first.last+tag@mail.example.co.kr")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@example.com")]
    [InlineData("name@xn--hj2b5a.example")]
    public void An_address_that_people_have_is_taken(string text) => EmailAddress.Parse(text).Value.Value.ShouldBe(text);

    [Fact]
    public void Case_is_ignored() => EmailAddress.Parse("Name@Example.COM").Value.ShouldBe(EmailAddress.Parse("name@example.com").Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("name")]
    [InlineData("@example.com")]
    [InlineData("name@")]
    [InlineData("name@example")]
    [InlineData("name@example.")]
    [InlineData("name@.com")]
    [InlineData("name@exa..mple.com")]
    [InlineData("name@-example.com")]
    [InlineData("name@example-.com")]
    [InlineData("name@exa_mple.com")]
    [InlineData("name@[127.0.0.1]")]
    [InlineData("na@me@example.com")]
    [InlineData(".name@example.com")]
    [InlineData("name.@example.com")]
    [InlineData("na..me@example.com")]
    [InlineData("\"na me\"@example.com")]
    [InlineData("na me@example.com")]
    [InlineData("name@example.com\n")]
    [InlineData("name@example.com\r\nBcc: other@example.com")]
    [InlineData("name\0@example.com")]
    [InlineData("name@example.com\0")]
    [InlineData("이름@example.com")]
    [InlineData("name@한국.example")]
    [InlineData("mi\u212Ae@example.com")]
    [InlineData("m\u0131ke@example.com")]
    public void Anything_else_is_refused(string? text)
    {
        EmailAddress.IsValid(text).ShouldBeFalse();
        EmailAddress.Parse(text).Error.ShouldBe(UserErrors.EmailMalformed);
    }

    [Fact]
    public void Each_part_has_its_longest_form()
    {
        EmailAddress.IsValid(new string('a', 64) + "@example.com").ShouldBeTrue();
        EmailAddress.IsValid(new string('a', 65) + "@example.com").ShouldBeFalse();
        EmailAddress.IsValid($"a@{new string('b', 63)}.com").ShouldBeTrue();
        EmailAddress.IsValid($"a@{new string('b', 64)}.com").ShouldBeFalse();

        var label = new string('b', 59) + ".";
        var longest = string.Concat(Enumerable.Repeat(label, 4));
        EmailAddress.IsValid("abcde@" + longest + "comm.kr").ShouldBeTrue();
        EmailAddress.IsValid("abcde@" + longest + "comms.kr").ShouldBeTrue();
        EmailAddress.IsValid("abcdef@" + longest + "comms.kr").ShouldBeFalse();
    }
}
