using System.Globalization;
using System.Text;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class RegisterUserTests(AuthApp app) : AuthTest(app)
{
    public static TheoryData<string, object?> WrongValues => new()
    {
        { "username", null },
        { "username", "" },
        { "username", "a" },
        { "username", new string('a', 33) },
        { "username", "two words" },
        { "username", "someone@example.com" },
        { "username", "한글이름" },
        { "username", "\u212Aelvin" },
        { "username", "d\u0131m" },
        { "username", "al\0ice" },
        { "password", null },
        { "password", "" },
        { "password", "seven77" },
        { "password", Repeat("😀", 7) },
        { "password", new string('p', 129) },
        { "name", null },
        { "name", "" },
        { "name", "   " },
        { "name", new string('n', 101) },
        { "name", "two\nlines" },
        { "name", "nul\0" },
        { "name", "a\u202Eb" },
        { "name", "\u200B" },
        { "nickname", null },
        { "nickname", " " },
        { "nickname", new string('n', 51) },
        { "nickname", "bell\a" },
        { "nickname", "a\u2066b" },
        { "email", "" },
        { "email", "nobody" },
        { "email", "@example.com" },
        { "email", "a@localhost" },
        { "email", "a@@example.com" },
        { "email", "a b@example.com" },
        { "email", ".a@example.com" },
        { "email", "a..b@example.com" },
        { "email", "a@-example.com" },
        { "email", "a@example..com" },
        { "email", "한@example.com" },
        { "email", $"{new string('a', 65)}@example.com" },
        { "email", $"a@{Repeat("long.", 50)}example.com" },
        { "introduction", new string('i', 1001) },
        { "introduction", "bell\a" },
        { "introduction", "a\u202Eb" },
        { "phone", "" },
        { "phone", "12345" },
        { "phone", "02-312-3456" },
        { "phone", "010-1234-56" },
        { "phone", "call me" },
        { "birthDate", "" },
        { "birthDate", "1998-3-7" },
        { "birthDate", "07-03-1998" },
        { "birthDate", "1998-02-30" },
        { "birthDate", "1899-12-31" },
        { "birthDate", "9999-12-31" },
        { "gender", "" },
        { "gender", "Female" },
        { "gender", "1" },
        { "gender", "male,female" },
        { "consentToPersonalData", false },
    };

    public static TheoryData<string, string, string> RightValues => new()
    {
        { "username", "Al.ice_9-", "al.ice_9-" },
        { "username", "ab", "ab" },
        { "username", new string('a', 32), new string('a', 32) },
        { "name", Repeat("😀", 100), Repeat("😀", 100) },
        { "name", "  홍 길동 ", "홍 길동" },
        { "name", "홍".Normalize(NormalizationForm.FormD), "홍" },
        { "nickname", new string('n', 50), new string('n', 50) },
        { "email", "First.Last+tag@Sub.Example.COM", "first.last+tag@sub.example.com" },
        { "introduction", "one\r\ntwo", "one\ntwo" },
        { "introduction", new string('글', 1000), new string('글', 1000) },
        { "phone", "01012345678", "010-1234-5678" },
        { "phone", "+82 10 1234 5678", "010-1234-5678" },
        { "phone", "+1 201-555-0123", "+1 201-555-0123" },
        { "birthDate", "1900-01-01", "1900-01-01" },
        { "gender", "unspecified", "unspecified" },
    };

    [Fact]
    public async Task A_registration_answers_201_with_the_user_and_where_they_are()
    {
        var response = await App.RegisterAsync(App.FullRegistration("alice"));

        var user = await response.ShouldBeAsync(201);
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/users/{user.GetProperty("id").GetString()}");
        user.GetProperty("username").GetString().ShouldBe("alice");
        user.GetProperty("email").GetString().ShouldBe("alice@example.com");
        user.GetProperty("emailVerified").GetBoolean().ShouldBeFalse();
        user.GetProperty("phone").GetString().ShouldBe("010-1234-5678");
        user.GetProperty("birthDate").GetString().ShouldBe("1998-03-07");
        user.GetProperty("gender").GetString().ShouldBe("female");
        user.GetProperty("role").GetString().ShouldBe("member");
        user.GetProperty("status").GetString().ShouldBe("active");
        user.GetProperty("createdAt").GetString().ShouldEndWith("Z");
        user.GetProperty("lastLoginAt").GetString().ShouldBeNull();
        user.GetProperty("id").GetGuid().Version.ShouldBe(7);
        user.EnumerateObject().Select(p => p.Name).ShouldBe(
            [
                "id", "username", "email", "emailVerified", "name", "nickname", "introduction", "phone", "birthDate", "gender",
                "consentedAt", "role", "status", "createdAt", "updatedAt", "lastLoginAt",
            ],
            ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(WrongValues))]
    public async Task A_wrong_value_is_refused_naming_its_field(string field, object? value)
    {
        var body = App.FullRegistration();
        body[field] = value;

        await (await App.RegisterAsync(body)).ShouldRefuseFieldsAsync(field);

        (await App.QueryAsync(db => db.Users.AnyAsync())).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(RightValues))]
    public async Task A_right_value_is_kept_in_its_one_form(string field, string given, string kept)
    {
        var body = App.FullRegistration();
        body[field] = given;

        (await (await App.RegisterAsync(body)).ShouldBeAsync(201)).Text(field).ShouldBe(kept);
    }

    [Fact]
    public async Task Every_wrong_or_missing_field_is_named_at_once() =>
        await (await App.RegisterAsync(new { phone = "1", birthDate = "soon" })).ShouldRefuseFieldsAsync(
            "username", "password", "name", "nickname", "consentToPersonalData", "phone", "birthDate", "consentToOptionalData");

    [Theory]
    [InlineData("😀🚀🍜🎈🐳🌙🧩🪁")]
    [InlineData("  three  blanks  twice  ")]
    [InlineData("한글로만된비밀번호도길이가충분하면쓸수있고바이트수는상관이없습니다그래서예순네글자까지도문제없이받아들이며마지막글자까지모두셉니다")]
    public async Task A_password_of_any_characters_works_to_its_last_character(string password)
    {
        var body = App.Registration("alice");
        body["password"] = password;
        await (await App.RegisterAsync(body)).ShouldBeAsync(201);

        await (await App.LoginAsync("alice", password)).ShouldBeAsync(200);
        await (await App.LoginAsync("alice", string.Concat(password.EnumerateRunes().SkipLast(1)))).ShouldBeProblemAsync(401, "invalid_credentials");
        await (await App.LoginAsync("alice", password + " ")).ShouldBeProblemAsync(401, "invalid_credentials");
    }

    [Fact]
    public async Task A_password_is_the_same_however_its_characters_were_composed()
    {
        var body = App.Registration("alice");
        body["password"] = "비밀번호는비밀입니다é".Normalize(NormalizationForm.FormD);
        await (await App.RegisterAsync(body)).ShouldBeAsync(201);

        await (await App.LoginAsync("alice", "비밀번호는비밀입니다é".Normalize(NormalizationForm.FormC))).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Somebody_may_register_from_their_fourteenth_birthday_as_it_begins_in_Korea()
    {
        var today = DateOnly.FromDateTime(App.Clock.GetUtcNow().AddHours(9).DateTime);
        var fourteen = today.AddYears(-14);

        await (await App.RegisterAsync(BornOn(fourteen))).ShouldBeAsync(201);
        await (await App.RegisterAsync(BornOn(fourteen.AddDays(1)))).ShouldRefuseFieldsAsync("birthDate");
        await (await App.RegisterAsync(BornOn(today))).ShouldRefuseFieldsAsync("birthDate");

        var midnightInKorea = today.AddDays(1).ToDateTime(default) - TimeSpan.FromHours(9);
        await App.AdvanceAsync(midnightInKorea - App.Clock.GetUtcNow().UtcDateTime - TimeSpan.FromSeconds(1));
        await (await App.RegisterAsync(BornOn(fourteen.AddDays(1)))).ShouldRefuseFieldsAsync("birthDate");
        await App.AdvanceAsync(TimeSpan.FromSeconds(1));
        await (await App.RegisterAsync(BornOn(fourteen.AddDays(1)))).ShouldBeAsync(201);
    }

    [Theory]
    [InlineData("email", "alice@example.com")]
    [InlineData("introduction", "hello")]
    [InlineData("phone", "010-1234-5678")]
    [InlineData("birthDate", "1998-03-07")]
    [InlineData("gender", "male")]
    public async Task Optional_data_without_the_consent_to_it_is_refused(string field, string value)
    {
        var body = App.Registration();
        body[field] = value;
        await (await App.RegisterAsync(body)).ShouldRefuseFieldsAsync("consentToOptionalData");

        body["consentToOptionalData"] = false;
        await (await App.RegisterAsync(body)).ShouldRefuseFieldsAsync("consentToOptionalData");

        body["consentToOptionalData"] = true;
        await (await App.RegisterAsync(body)).ShouldBeAsync(201);
    }

    [Theory]
    [InlineData("gender", "unspecified")]
    [InlineData("introduction", "  ")]
    [InlineData("email", null)]
    public async Task What_says_nothing_needs_no_consent(string field, string? value)
    {
        var body = App.Registration();
        body[field] = value;

        await (await App.RegisterAsync(body)).ShouldBeAsync(201);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("ALICE")]
    public async Task A_taken_username_is_refused_in_any_case(string again)
    {
        await (await App.RegisterAsync(App.Registration("alice"))).ShouldBeAsync(201);

        await (await App.RegisterAsync(App.Registration(again))).ShouldBeProblemAsync(409, "username_taken");
    }

    [Theory]
    [InlineData("alice@example.com")]
    [InlineData("ALICE@Example.COM")]
    public async Task A_taken_email_is_refused_in_any_case(string again)
    {
        await (await App.RegisterAsync(App.FullRegistration("alice"))).ShouldBeAsync(201);

        var body = App.FullRegistration("bob");
        body["email"] = again;
        await (await App.RegisterAsync(body)).ShouldBeProblemAsync(409, "email_taken");

        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(1);
        (await App.QueryAsync(db => db.Credentials.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Members_without_an_email_do_not_collide()
    {
        await (await App.RegisterAsync(App.Registration())).ShouldBeAsync(201);
        await (await App.RegisterAsync(App.Registration())).ShouldBeAsync(201);
    }

    [Fact]
    public async Task Properties_that_are_not_the_callers_to_set_change_nothing()
    {
        var id = Guid.NewGuid();
        var body = App.FullRegistration();
        body["id"] = id;
        body["role"] = "admin";
        body["status"] = "suspended";
        body["emailVerified"] = true;
        body["createdAt"] = "2001-01-01T00:00:00Z";
        body["lastLoginAt"] = "2001-01-01T00:00:00Z";
        body["Role"] = "admin";

        var user = await (await App.RegisterAsync(body)).ShouldBeAsync(201);

        user.GetProperty("id").GetGuid().ShouldNotBe(id);
        user.Text("role").ShouldBe("member");
        user.Text("status").ShouldBe("active");
        user.GetProperty("emailVerified").GetBoolean().ShouldBeFalse();
        user.GetProperty("createdAt").GetDateTimeOffset().Year.ShouldBeGreaterThan(2001);
        user.Text("lastLoginAt").ShouldBeNull();
    }

    [Theory]
    [InlineData(null, "ko")]
    [InlineData("ko-KR,ko;q=0.9,en;q=0.8", "ko")]
    [InlineData("en-US,en;q=0.9,ko;q=0.8", "en")]
    [InlineData("ko;q=0.5,en", "en")]
    [InlineData("EN-gb", "en")]
    [InlineData("fr,de", "ko")]
    [InlineData("en;q=0", "ko")]
    public async Task The_ledger_notes_each_consent_with_version_language_channel_and_time(string? acceptLanguage, string language)
    {
        using var client = App.Host.CreateClient();
        if (acceptLanguage is not null)
            client.DefaultRequestHeaders.Add("Accept-Language", acceptLanguage);
        var user = await (await client.CallAsync("POST /api/v1/auth/register", App.FullRegistration())).ShouldBeAsync(201);

        var now = App.Clock.GetUtcNow();
        var ledger = await App.QueryAsync(db => db.Consents.ToListAsync());
        ledger.Select(c => c.Purpose).ShouldBe([ConsentPurpose.PersonalData, ConsentPurpose.OptionalData], ignoreOrder: true);
        foreach (var consent in ledger)
        {
            consent.UserId.Value.ShouldBe(user.GetProperty("id").GetGuid());
            consent.DocumentVersion.ShouldBe("1");
            consent.Language.ShouldBe(language);
            consent.Channel.ShouldBe(Channel.Api);
            consent.GivenAt.ShouldBe(now);
            consent.WithdrawnAt.ShouldBeNull();
        }

        user.GetProperty("consentedAt").GetDateTimeOffset().ShouldBe(now);
    }

    [Fact]
    public async Task Only_the_consent_that_was_given_is_noted()
    {
        await (await App.RegisterAsync(App.Registration())).ShouldBeAsync(201);

        (await App.QueryAsync(db => db.Consents.SingleAsync())).Purpose.ShouldBe(ConsentPurpose.PersonalData);
    }

    [Fact]
    public async Task The_ledger_notes_the_version_of_the_text_that_is_shown_now()
    {
        await using var host = App.NewHost(("Auth:Consents:PersonalDataVersion", "2026-12"));
        using var client = await host.StartAsync();

        await (await client.CallAsync("POST /api/v1/auth/register", App.Registration())).ShouldBeAsync(201);

        (await App.QueryAsync(db => db.Consents.SingleAsync())).DocumentVersion.ShouldBe("2026-12");
    }

    [Fact]
    public async Task No_answer_repeats_the_password()
    {
        var body = App.Registration("alice");
        body["password"] = "hunter2 hunter2";
        (await (await App.RegisterAsync(body)).TextAsync()).ShouldNotContain("hunter2");
        (await (await App.RegisterAsync(body)).TextAsync()).ShouldNotContain("hunter2");
        body["password"] = "hunter2";
        (await (await App.RegisterAsync(body)).TextAsync()).ShouldNotContain("hunter2");

        var stored = await App.QueryAsync(db => db.Credentials.SingleAsync());
        stored.Hash.ShouldStartWith("$2b$");
        stored.Hash.ShouldNotContain("hunter2");
        App.Host.Logs.Lines.ShouldNotContain(line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fifty_registrations_of_one_name_at_once_make_one_user()
    {
        var body = App.Registration("wanted");

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => App.RegisterAsync(body)));

        responses.Count(r => (int)r.StatusCode == 201).ShouldBe(1);
        foreach (var refused in responses.Where(r => (int)r.StatusCode != 201))
            await refused.ShouldBeProblemAsync(409, "username_taken");
        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(1);
        (await App.QueryAsync(db => db.Credentials.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Twenty_registrations_of_one_email_at_once_make_one_user()
    {
        var bodies = Enumerable.Range(0, 20).Select(_ => App.FullRegistration()).ToList();
        foreach (var body in bodies)
            body["email"] = "wanted@example.com";

        var responses = await Task.WhenAll(bodies.Select(App.RegisterAsync));

        responses.Count(r => (int)r.StatusCode == 201).ShouldBe(1);
        foreach (var refused in responses.Where(r => (int)r.StatusCode != 201))
            await refused.ShouldBeProblemAsync(409, "email_taken");
        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(1);
    }

    private Dictionary<string, object?> BornOn(DateOnly date)
    {
        var body = App.FullRegistration();
        body["birthDate"] = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return body;
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
