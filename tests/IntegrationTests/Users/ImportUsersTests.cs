using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class ImportUsersTests(AuthApp app) : AuthTest(app)
{
    private const string Id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private static readonly string Hash = BCrypt.Net.BCrypt.HashPassword(AuthApp.Password, 4);
    private static readonly DateTimeOffset Joined = new(2021, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private static UserRecord Whole => new()
    {
        Id = Id,
        Username = "Hong.Gildong",
        PasswordHash = new Secret(Hash),
        PasswordChangedAt = Joined.AddYears(1),
        Name = "홍길동",
        Nickname = "길동",
        Email = "gildong@example.com",
        EmailVerified = true,
        Introduction = "반갑습니다.",
        Phone = "010-1234-5678",
        BirthDate = "1998-03-07",
        Gender = "male",
        Role = "admin",
        Status = "active",
        CreatedAt = Joined,
        UpdatedAt = Joined.AddYears(2),
        LastLoginAt = Joined.AddYears(3),
        Consents =
        [
            new ConsentRecord(ConsentPurpose.PersonalData, "7", "ko", Channel.Page, Joined),
            new ConsentRecord(ConsentPurpose.OptionalData, "7", "ko", Channel.Page, Joined, Joined.AddDays(1)),
            new ConsentRecord(ConsentPurpose.OptionalData, "8", "ko", Channel.Page, Joined.AddDays(2)),
        ],
    };

    [Fact]
    public async Task Somebody_comes_over_as_they_were_and_logs_in_with_the_old_password()
    {
        (await ImportAsync(Whole)).ShouldBe([(ImportResult.Imported, "")]);

        await (await App.LoginAsync("hong.gildong")).ShouldBeAsync(200);
        var user = await App.QueryAsync(db => db.Users.Include(u => u.Consents).SingleAsync());
        user.Id.ShouldBe(UserId.Parse(Id, null));
        user.Profile.ShouldBe(new Profile("홍길동", "길동", EmailAddress.Parse("gildong@example.com").Value, "반갑습니다.", new PhoneNumber("+821012345678"), new DateOnly(1998, 3, 7), Gender.Male));
        (user.EmailVerified, user.Role, user.Status, user.CreatedAt).ShouldBe((true, Role.Admin, UserStatus.Active, Joined));
        user.Consents.Select(c => (c.Purpose, c.DocumentVersion, c.Channel, c.GivenAt, c.WithdrawnAt)).ShouldBe(
            Whole.Consents.Select(c => (c.Purpose, c.DocumentVersion, c.Channel, c.GivenAt, c.WithdrawnAt)), ignoreOrder: true);
        (await App.QueryAsync(db => db.Credentials.SingleAsync())).ChangedAt.ShouldBe(Joined.AddYears(1));
        (await App.QueryAsync(db => db.AuditEvents.Where(e => e.SubjectId == user.Id && e.ActorId == null).Select(e => e.Type).ToListAsync())).ShouldBe(["user_imported", "user_role_changed"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_same_again_changes_nothing()
    {
        await ImportAsync(Whole, Whole with { Id = null, Username = "second", Email = null });
        await App.WithDatabaseAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.Name, "changed since")));

        (await ImportAsync(Whole, Whole with { Id = null, Username = "Second", Email = null })).ShouldBe([(ImportResult.Present, ""), (ImportResult.Present, "")]);

        (await App.QueryAsync(db => db.Users.Select(u => u.Name).ToListAsync())).ShouldBe(["changed since", "changed since"]);
        (await App.QueryAsync(db => db.Consents.CountAsync())).ShouldBe(6);
    }

    [Fact]
    public async Task Without_an_id_or_a_name_that_can_be_taken_nobody_is()
    {
        (await ImportAsync(
            Whole with { Username = "홍길동" }, Whole with { Username = null }, Whole with { Id = "7" }, Whole with { Role = "관리자" }, Whole with { Status = "withdrawn" })).ShouldBe(
        [
            (ImportResult.Refused, "username: username_malformed"),
            (ImportResult.Refused, "username: username_required"),
            (ImportResult.Refused, "id: id_malformed"),
            (ImportResult.Refused, "role: value_unknown"),
            (ImportResult.Refused, "status: value_unknown"),
        ]);

        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_is_another_persons_is_refused_and_an_address_stays_behind()
    {
        await App.RegisterAsync(App.FullRegistration("taken"));
        var other = Guid.NewGuid().ToString();

        (await ImportAsync(
            Whole with { Username = "TAKEN" },
            Whole with { Id = other, Username = "first", Email = "taken@example.com" },
            Whole with { Id = Guid.NewGuid().ToString(), Username = "First" })).ShouldBe(
        [
            (ImportResult.Refused, "username: username_taken"),
            (ImportResult.Imported, "email: email_taken"),
            (ImportResult.Refused, "username: username_taken"),
        ]);

        (await App.QueryAsync(db => db.Users.SingleAsync(u => u.Id == UserId.Parse(other, null)))).Email.ShouldBeNull();
    }

    [Fact]
    public async Task An_id_that_is_another_persons_is_refused()
    {
        await ImportAsync(Whole);

        (await ImportAsync(Whole with { Username = "another" })).ShouldBe([(ImportResult.Refused, "id: id_taken")]);
    }

    [Fact]
    public async Task Who_has_withdrawn_here_stays_away()
    {
        var member = await App.NewMemberAsync();
        var record = Whole with { Id = member.Id.ToString(), Username = member.Username };
        (await ImportAsync(record)).ShouldBe([(ImportResult.Present, "")]);
        await (await AuthApp.WithdrawAsync(member)).ShouldBeAsync(204);

        (await ImportAsync(record)).ShouldBe([(ImportResult.Refused, "id: user_withdrawn_here")]);
    }

    [Fact]
    public async Task Consents_that_cannot_be_stay_behind_with_all_that_they_cover()
    {
        var twice = Whole.Consents[2];
        ConsentRecord[][] cannotBe =
        [
            [.. Whole.Consents, twice], [twice with { Language = "" }], [twice with { DocumentVersion = new string('1', 33) }], [twice with { GivenAt = App.Clock.GetUtcNow().AddDays(1) }],
            [twice with { GivenAt = new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.FromHours(9)) }], [twice with { WithdrawnAt = twice.GivenAt.AddDays(-1) }],
        ];
        UserRecord[] records = [.. cannotBe.Select((consents, i) => Whole with { Id = null, Username = $"member{i}", Email = null, Consents = consents })];

        (await ImportAsync(records)).ShouldBe(records.Select(_ => (ImportResult.Imported, "consents: consents_malformed, consents: optional_consent_required")));

        (await App.QueryAsync(db => db.Consents.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_taken_stays_behind_and_is_named_and_the_rest_comes_over()
    {
        (await ImportAsync(Whole with
        {
            Name = "",
            Nickname = new string('x', 51),
            Phone = "02-123-4567",
            BirthDate = "1998-02-30",
            Gender = "other",
            PasswordHash = new Secret("$2b$12$short"),
            CreatedAt = App.Clock.GetUtcNow().AddDays(1),
            Email = "no address",
        })).ShouldBe(
        [
            (ImportResult.Imported, "passwordHash: password_hash_unknown, name: name_required, nickname: nickname_malformed, email: email_malformed, phone: phone_malformed, "
                + "birthDate: birth_date_not_real, gender: value_unknown, createdAt: time_not_past"),
        ]);

        var user = await App.QueryAsync(db => db.Users.SingleAsync());
        user.Profile.ShouldBe(new Profile("hong.gildong", "hong.gildong", Introduction: "반갑습니다."));
        user.CreatedAt.ShouldBe(App.Clock.GetUtcNow());
        await (await App.LoginAsync("hong.gildong")).ShouldBeProblemAsync(401, "invalid_credentials");
    }

    [Fact]
    public async Task Optional_details_without_a_consent_that_holds_stay_behind()
    {
        (await ImportAsync(Whole with { Consents = [.. Whole.Consents.Take(2)] })).ShouldBe([(ImportResult.Imported, "consents: optional_consent_required")]);

        (await App.QueryAsync(db => db.Users.SingleAsync())).Profile.ShouldBe(new Profile("홍길동", "길동"));
    }

    [Fact]
    public async Task A_hash_with_a_pepper_that_is_not_here_lets_nobody_in()
    {
        (await ImportAsync(Whole with { PepperId = "elsewhere" })).ShouldBe([(ImportResult.Imported, "passwordHash: password_hash_unknown")]);

        (await App.QueryAsync(db => db.Credentials.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task More_than_a_transaction_should_take_are_refused() =>
        (await App.Host.AsHostAsync(new ImportUsers([.. Enumerable.Repeat(Whole, ImportUsers.Most + 1)]))).Error!.Fields.Single().Code.ShouldBe("users_many");

    private async Task<List<(ImportResult, string)>> ImportAsync(params UserRecord[] records) =>
    [
        .. (await App.Host.AsHostAsync(new ImportUsers(records))).Value.Outcomes
            .Select(o => (o.Result, string.Join(", ", o.Refusals.Select(r => $"{r.Field}: {r.Code}")))),
    ];
}
