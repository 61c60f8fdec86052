using Auth.Application.Users;
using Auth.Domain.Users;

namespace Auth.UnitTests.Users;

public sealed class MobileNumbersTests
{
    [Theory]
    [InlineData("010-1234-5678")]
    [InlineData("01012345678")]
    [InlineData("010 1234 5678")]
    [InlineData(" 010-1234-5678 ")]
    [InlineData("+82 10-1234-5678")]
    [InlineData("+821012345678")]
    [InlineData("+82-010-1234-5678")]
    public void A_korean_number_is_read_however_it_is_written(string text) => MobileNumbers.Parse(text)!.Value.ShouldBe("+821012345678");

    [Theory]
    [InlineData("+1 201-555-0123", "+12015550123")]
    [InlineData("+44 7400 123456", "+447400123456")]
    [InlineData("+81 90-1234-5678", "+819012345678")]
    public void A_foreign_number_is_read_with_its_country_code(string text, string expected) => MobileNumbers.Parse(text)!.Value.ShouldBe(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("-")]
    [InlineData("010")]
    [InlineData("010-1234-56")]
    [InlineData("010-1234-56789")]
    [InlineData("02-312-3456")]
    [InlineData("1588-1234")]
    [InlineData("112")]
    [InlineData("+44 20 7946 0958")]
    [InlineData("+999 1234 5678")]
    [InlineData("hello")]
    [InlineData("010-1234-5678 010-1234-5678 010-1234")]
    public void What_is_no_mobile_number_is_not_read(string? text) => MobileNumbers.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("+821012345678", "010-1234-5678", "010-****-5678")]
    [InlineData("+821112345678", "011-1234-5678", "011-****-5678")]
    [InlineData("+82112345678", "011-234-5678", "011-***-5678")]
    [InlineData("+12015550123", "+1 201-555-0123", "+1 ***-***-0123")]
    [InlineData("+447400123456", "+44 7400 123456", "+44 **** **3456")]
    public void A_number_is_shown_as_people_write_it_and_masked_but_for_both_ends(string stored, string shown, string masked)
    {
        MobileNumbers.Show(new PhoneNumber(stored)).ShouldBe(shown);
        MobileNumbers.Mask(new PhoneNumber(stored)).ShouldBe(masked);
    }

    [Fact]
    public void No_number_is_shown_as_none()
    {
        MobileNumbers.Show(null).ShouldBeNull();
        MobileNumbers.Mask(null).ShouldBeNull();
    }

    [Theory]
    [InlineData("0101", "+82101")]
    [InlineData("010-1234", "+82101234")]
    [InlineData("010 1234 5678", "+821012345678")]
    [InlineData("(010) 12", "+821012")]
    [InlineData("010.1234", "+82101234")]
    [InlineData("+82 10 1234", "+82101234")]
    [InlineData("+82-010-1234", "+82101234")]
    [InlineData("+8210", "+8210")]
    [InlineData("+1201", "+1201")]
    public void The_beginning_of_a_number_is_read_however_it_is_written(string text, string beginning) => MobileNumbers.Beginning(text)!.Value.ShouldBe(beginning);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("010")]
    [InlineData("+82")]
    [InlineData("+")]
    [InlineData("100")]
    [InlineData("1234")]
    [InlineData("8210 1234")]
    [InlineData("0082 10 1234")]
    [InlineData("010x1234")]
    [InlineData("010+1234")]
    [InlineData("++8210")]
    [InlineData("김0101")]
    [InlineData("٠١٠١٢٣٤")]
    public void What_could_as_well_be_a_name_is_no_beginning_of_a_number(string text) => MobileNumbers.Beginning(text).ShouldBeNull();
}
