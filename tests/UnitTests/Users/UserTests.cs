using Auth.Domain.Users;

namespace Auth.UnitTests.Users;

public sealed class UserTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Start.AddHours(1);
    private static readonly Username Alice = Username.Parse("alice").Value;
    private static readonly ConsentGiven PersonalData = new(ConsentPurpose.PersonalData, "1", "ko", Channel.Api);
    private static readonly ConsentGiven OptionalData = new(ConsentPurpose.OptionalData, "1", "ko", Channel.Api);
    private static readonly Profile Names = new("홍길동", "길동");
    private static readonly Profile Everything = Names with
    {
        Email = EmailAddress.Parse("alice@example.com").Value,
        Introduction = "반갑습니다.",
        Phone = new PhoneNumber("+821012345678"),
        BirthDate = new DateOnly(1998, 3, 7),
        Gender = Gender.Female,
    };

    public static TheoryData<string> OptionalDetails => ["email", "introduction", "phone", "birthDate", "gender"];

    [Fact]
    public void A_new_member_has_what_they_told_and_a_ledger_of_their_consents()
    {
        var user = User.Register(Alice, Everything, [PersonalData, OptionalData], Start).Value;

        user.Profile.ShouldBe(Everything);
        user.Role.ShouldBe(Role.Member);
        user.Status.ShouldBe(UserStatus.Active);
        user.EmailVerified.ShouldBeFalse();
        user.CreatedAt.ShouldBe(Start);
        user.LastLoginAt.ShouldBeNull();
        user.ConsentedAt.ShouldBe(Start);
        user.Consents.Select(c => (c.Purpose, c.DocumentVersion, c.Language, c.Channel, c.GivenAt, c.WithdrawnAt)).ShouldBe(
        [
            (ConsentPurpose.PersonalData, "1", "ko", Channel.Api, Start, null),
            (ConsentPurpose.OptionalData, "1", "ko", Channel.Api, Start, null),
        ]);
        user.Consents.ShouldAllBe(c => c.UserId == user.Id);
        user.TakeEvents().ShouldBe([new UserRegistered(user.Id)]);
    }

    [Fact]
    public void Nobody_is_signed_up_without_the_consent_to_personal_data() =>
        User.Register(Alice, Names, [OptionalData], Start).Error.ShouldBe(UserErrors.ConsentRequired);

    [Theory, MemberData(nameof(OptionalDetails))]
    public void Each_optional_detail_needs_the_optional_consent_at_sign_up(string detail)
    {
        User.Register(Alice, With(detail), [PersonalData], Start).Error.ShouldBe(UserErrors.OptionalConsentRequired);
        User.Register(Alice, With(detail), [PersonalData, OptionalData], Start).IsSuccess.ShouldBeTrue();
    }

    [Theory, MemberData(nameof(OptionalDetails))]
    public void Each_optional_detail_needs_the_optional_consent_later_and_a_refusal_changes_nothing(string detail)
    {
        var user = Member();

        user.ChangeProfile(With(detail) with { Name = "임꺽정" }, Later).ShouldBe(UserErrors.OptionalConsentRequired);

        user.Profile.ShouldBe(Names);
        user.UpdatedAt.ShouldBe(Start);
        user.Version.ShouldBe(0);
        user.TakeEvents().ShouldBeEmpty();
    }

    [Fact]
    public void The_names_need_no_optional_consent()
    {
        var user = Member();

        user.ChangeProfile(Names with { Name = "임꺽정" }, Later).ShouldBeNull();

        user.Name.ShouldBe("임꺽정");
        user.UpdatedAt.ShouldBe(Later);
        user.Version.ShouldBe(1);
        user.TakeEvents().ShouldBe([new UserProfileChanged(user.Id)]);
    }

    [Fact]
    public void A_change_to_the_same_changes_nothing()
    {
        var user = MemberWithEverything();

        user.ChangeProfile(Everything with { Email = EmailAddress.Parse("ALICE@example.com").Value }, Later).ShouldBeNull();

        user.UpdatedAt.ShouldBe(Start);
        user.Version.ShouldBe(0);
        user.TakeEvents().ShouldBeEmpty();
    }

    [Fact]
    public void A_changed_email_address_is_unverified_again_and_nothing_else_unverifies_it()
    {
        var user = MemberWithEverything();
        Verify(user);

        user.ChangeProfile(Everything with { Nickname = "다른" }, Later).ShouldBeNull();
        user.EmailVerified.ShouldBeTrue();

        user.ChangeProfile(Everything with { Email = EmailAddress.Parse("other@example.com").Value }, Later).ShouldBeNull();
        user.EmailVerified.ShouldBeFalse();
    }

    [Fact]
    public void A_cleared_email_address_is_unverified()
    {
        var user = MemberWithEverything();
        Verify(user);

        user.ChangeProfile(Everything with { Email = null }, Later).ShouldBeNull();

        user.EmailVerified.ShouldBeFalse();
    }

    [Fact]
    public void Taking_the_optional_consent_back_erases_every_optional_detail()
    {
        var user = MemberWithEverything();
        Verify(user);

        user.WithdrawOptionalConsent(Later);

        user.Profile.ShouldBe(Names);
        user.EmailVerified.ShouldBeFalse();
        user.UpdatedAt.ShouldBe(Later);
        user.Version.ShouldBe(1);
        user.ConsentedAt.ShouldBe(Start);
        user.Consents.Single(c => c.Purpose == ConsentPurpose.OptionalData).WithdrawnAt.ShouldBe(Later);
        user.Consents.Single(c => c.Purpose == ConsentPurpose.PersonalData).WithdrawnAt.ShouldBeNull();
        user.TakeEvents().ShouldBe([new ConsentWasWithdrawn(user.Id, ConsentPurpose.OptionalData)]);
        user.ChangeProfile(Everything, Later).ShouldBe(UserErrors.OptionalConsentRequired);
    }

    [Fact]
    public void Taking_back_a_consent_that_was_not_given_changes_nothing()
    {
        var user = Member();

        user.WithdrawOptionalConsent(Later);

        user.Version.ShouldBe(0);
        user.TakeEvents().ShouldBeEmpty();
    }

    [Fact]
    public void A_consent_given_later_opens_the_optional_details()
    {
        var user = Member();

        user.GiveConsent(OptionalData, Later);

        user.TakeEvents().ShouldBe([new ConsentWasGiven(user.Id, ConsentPurpose.OptionalData)]);
        user.Version.ShouldBe(1);
        user.ChangeProfile(Everything, Later).ShouldBeNull();
    }

    [Fact]
    public void A_consent_given_again_is_one_line_and_a_new_document_is_a_new_line()
    {
        var user = MemberWithEverything();

        user.GiveConsent(OptionalData with { Language = "en" }, Later);
        user.Consents.Count.ShouldBe(2);
        user.Version.ShouldBe(0);
        user.TakeEvents().ShouldBeEmpty();

        user.GiveConsent(OptionalData with { DocumentVersion = "2" }, Later);
        user.Consents.Where(c => c.Purpose == ConsentPurpose.OptionalData).Select(c => (c.DocumentVersion, c.WithdrawnAt))
            .ShouldBe([("1", Later), ("2", null)]);
        user.Version.ShouldBe(1);
    }

    [Fact]
    public void A_role_and_a_status_are_told_when_they_change_and_only_then()
    {
        var user = Member();

        user.ChangeRole(Role.Member, Later);
        user.ChangeStatus(UserStatus.Active, Later);
        user.Version.ShouldBe(0);
        user.TakeEvents().ShouldBeEmpty();

        user.ChangeRole(Role.Admin, Later);
        user.ChangeStatus(UserStatus.Suspended, Later);
        user.ChangeStatus(UserStatus.Active, Later);
        user.Version.ShouldBe(3);
        user.TakeEvents().ShouldBe([new UserRoleChanged(user.Id, Role.Admin), new UserSuspended(user.Id), new UserRestored(user.Id)]);
    }

    [Fact]
    public void Events_are_handed_over_once()
    {
        var user = User.Register(Alice, Names, [PersonalData], Start).Value;
        user.Withdraw();

        user.TakeEvents().ShouldBe([new UserRegistered(user.Id), new UserWithdrawn(user.Id)]);
        user.TakeEvents().ShouldBeEmpty();
    }

    [Fact]
    public void The_first_administrator_has_consented_to_nothing()
    {
        var user = User.CreateAdministrator(Alice, Start);

        user.Role.ShouldBe(Role.Admin);
        user.Name.ShouldBe("alice");
        user.ConsentedAt.ShouldBeNull();
        user.Consents.ShouldBeEmpty();
        user.TakeEvents().ShouldBe([new UserRegistered(user.Id), new UserRoleChanged(user.Id, Role.Admin)]);
        user.ChangeProfile(user.Profile with { Introduction = "Hello" }, Later).ShouldBe(UserErrors.OptionalConsentRequired);
    }

    [Fact]
    public void An_event_with_its_text_says_nothing_personal()
    {
        var user = User.Register(Alice, Everything, [PersonalData, OptionalData], Start).Value;

        var text = string.Concat(user.TakeEvents()).Replace(user.Id.ToString(), "", StringComparison.Ordinal);

        foreach (var personal in new[] { "alice", "홍길동", "+8210", "1998" })
            text.ShouldNotContain(personal);
    }

    private static User Member()
    {
        var user = User.Register(Alice, Names, [PersonalData], Start).Value;
        user.TakeEvents();
        return user;
    }

    private static User MemberWithEverything()
    {
        var user = User.Register(Alice, Everything, [PersonalData, OptionalData], Start).Value;
        user.TakeEvents();
        return user;
    }

    /// <summary>Nothing verifies an address yet; the database may hold one that was.</summary>
    private static void Verify(User user) => typeof(User).GetProperty(nameof(User.EmailVerified))!.SetValue(user, true);

    private static Profile With(string detail) => detail switch
    {
        "email" => Names with { Email = Everything.Email },
        "introduction" => Names with { Introduction = Everything.Introduction },
        "phone" => Names with { Phone = Everything.Phone },
        "birthDate" => Names with { BirthDate = Everything.BirthDate },
        _ => Names with { Gender = Everything.Gender },
    };
}
