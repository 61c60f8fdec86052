using Auth.Application;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Auth.UnitTests.Credentials;
using FluentValidation.Results;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Auth.UnitTests.Users;

public sealed class UserRulesTests
{
    /// <summary>One second before midnight of the 22nd of November 2026 in Korea.</summary>
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 21, 14, 59, 59, TimeSpan.Zero));

    private readonly RegisterUser valid = new()
    {
        Username = "alice",
        Password = new Secret("correct horse"),
        Name = "홍길동",
        Nickname = "길동",
        ConsentToPersonalData = true,
        ConsentToOptionalData = true,
    };

    // The names and the stopping at a field's first mistake are settings of FluentValidation that the application makes for all validators.
    static UserRulesTests() => new ServiceCollection().AddApplication();

    [Fact]
    public void Somebody_may_sign_up_from_midnight_in_korea_of_their_fourteenth_birthday()
    {
        var request = valid with { BirthDate = "2012-11-22" };
        CodesOf(request).ShouldBe(["birth_date_too_young"]);

        clock.Advance(TimeSpan.FromSeconds(1));
        CodesOf(request).ShouldBeEmpty();
        CodesOf(valid with { BirthDate = "2012-11-23" }).ShouldBe(["birth_date_too_young"]);
    }

    [Fact]
    public void Who_was_born_on_a_leap_day_is_fourteen_on_the_first_of_march()
    {
        var request = valid with { BirthDate = "2012-02-29" };
        var onLastOfFebruary = new FakeTimeProvider(new DateTimeOffset(2026, 2, 28, 14, 59, 59, TimeSpan.Zero));

        Codes(new RegisterUserValidator(TestPasswords.Judge(), onLastOfFebruary).Validate(request)).ShouldBe(["birth_date_too_young"]);
        onLastOfFebruary.Advance(TimeSpan.FromSeconds(1));
        Codes(new RegisterUserValidator(TestPasswords.Judge(), onLastOfFebruary).Validate(request)).ShouldBeEmpty();
    }

    [Fact]
    public void Today_is_not_in_the_past_and_is_the_day_in_korea()
    {
        CodesOf(valid with { BirthDate = "2026-11-21" }).ShouldBe(["birth_date_future"]);
        CodesOf(valid with { BirthDate = "2026-11-20" }).ShouldBe(["birth_date_too_young"]);

        clock.Advance(TimeSpan.FromSeconds(1));
        CodesOf(valid with { BirthDate = "2026-11-21" }).ShouldBe(["birth_date_too_young"]);
        CodesOf(valid with { BirthDate = "2026-11-22" }).ShouldBe(["birth_date_future"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2012-02-30")]
    [InlineData("2011-02-29")]
    [InlineData("1899-12-31")]
    [InlineData("0001-01-01")]
    [InlineData("1998-3-7")]
    [InlineData("19980307")]
    [InlineData("1998/03/07")]
    [InlineData("07-03-1998")]
    [InlineData("1998-03-07T00:00:00Z")]
    [InlineData(" 1998-03-07")]
    [InlineData("1998-03-07\0")]
    [InlineData("١٩٩٨-٠٣-٠٧")]
    public void A_date_that_does_not_exist_or_is_written_otherwise_is_refused(string text) =>
        CodesOf(valid with { BirthDate = text }).ShouldBe(["birth_date_not_real"]);

    [Theory]
    [InlineData("1900-01-01")]
    [InlineData("2008-02-29")]
    [InlineData(null)]
    public void A_real_date_or_none_is_taken(string? text) => CodesOf(valid with { BirthDate = text }).ShouldBeEmpty();

    [Theory]
    [InlineData("Female")]
    [InlineData("FEMALE")]
    [InlineData("1")]
    [InlineData("male,female")]
    [InlineData(" male")]
    [InlineData("")]
    [InlineData("other")]
    public void A_member_of_an_enumeration_is_its_lower_case_name_and_nothing_else(string text)
    {
        UserRules.ParseEnum<Gender>(text).ShouldBeNull();
        CodesOf(valid with { Gender = text }).ShouldBe(["value_unknown"]);
    }

    [Fact]
    public void Every_member_of_an_enumeration_is_read_by_its_name()
    {
        UserRules.ParseEnum<Gender>("unspecified").ShouldBe(Gender.Unspecified);
        UserRules.ParseEnum<Gender>("female").ShouldBe(Gender.Female);
        UserRules.ParseEnum<Role>("admin").ShouldBe(Role.Admin);
        UserRules.ParseEnum<UserStatus>("suspended").ShouldBe(UserStatus.Suspended);
    }

    [Fact]
    public void Every_wrong_field_is_named_at_once_by_its_json_name_with_its_first_mistake()
    {
        var result = new RegisterUserValidator(TestPasswords.Judge(), clock).Validate(new RegisterUser
        {
            Username = "a b",
            Password = new Secret("short"),
            Name = "",
            Nickname = "a\u202Eb",
            Email = "nobody",
            Introduction = "a\0b",
            Phone = "",
            BirthDate = "never",
            Gender = "x",
        });

        result.Errors.Select(e => (e.PropertyName, e.ErrorCode)).ShouldBe(
            [
                ("username", "username_malformed"),
                ("password", "password_short"),
                ("name", "name_required"),
                ("nickname", "nickname_malformed"),
                ("email", "email_malformed"),
                ("introduction", "introduction_malformed"),
                ("phone", "phone_malformed"),
                ("birthDate", "birth_date_not_real"),
                ("gender", "value_unknown"),
                ("consentToPersonalData", "consent_required"),
                ("consentToOptionalData", "optional_consent_required"),
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Any_optional_detail_needs_the_consent_to_it()
    {
        var none = valid with { ConsentToOptionalData = false, Introduction = " ", Gender = "unspecified" };
        CodesOf(none).ShouldBeEmpty();

        RegisterUser[] some =
        [
            none with { Email = "alice@example.com" }, none with { Phone = "010-1234-5678" }, none with { BirthDate = "1998-03-07" },
            none with { Gender = "female" }, none with { Introduction = "a" },
        ];
        foreach (var request in some)
            CodesOf(request).ShouldBe(["optional_consent_required"]);
    }

    [Fact]
    public void A_change_judges_only_the_fields_that_are_there()
    {
        var validator = new ChangeOwnAccountValidator(clock);

        Codes(validator.Validate(new ChangeOwnAccount())).ShouldBeEmpty();
        Codes(validator.Validate(new ChangeOwnAccount { Email = (string?)null, Phone = (string?)null, Introduction = (string?)null, BirthDate = (string?)null }))
            .ShouldBeEmpty();
        validator.Validate(new ChangeOwnAccount { Name = (string?)null, Nickname = "" }).Errors
            .Select(e => (e.PropertyName, e.ErrorCode)).ShouldBe([("name", "name_required"), ("nickname", "nickname_required")]);
    }

    [Fact]
    public void A_change_keeps_what_is_absent_and_clears_what_is_null()
    {
        var current = new Profile(
            "홍길동", "길동", EmailAddress.Parse("a@example.com").Value, "Hello", new PhoneNumber("+821012345678"), new DateOnly(1998, 3, 7), Gender.Female);

        new ChangeOwnAccount().ApplyTo(current).ShouldBe(current);
        new ChangeOwnAccount { Name = " 임꺽정 ", Email = (string?)null, Introduction = "  ", Phone = "010-8765-4321", Gender = (string?)null }.ApplyTo(current)
            .ShouldBe(current with { Name = "임꺽정", Email = null, Introduction = null, Phone = new PhoneNumber("+821087654321"), Gender = Gender.Unspecified });
    }

    private string[] CodesOf(RegisterUser request) => Codes(new RegisterUserValidator(TestPasswords.Judge(), clock).Validate(request));

    private static string[] Codes(ValidationResult result) => [.. result.Errors.Select(e => e.ErrorCode)];
}
