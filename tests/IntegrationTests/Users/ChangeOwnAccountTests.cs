using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class ChangeOwnAccountTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task What_is_absent_stays()
    {
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));
        await App.AdvanceAsync(TimeSpan.FromSeconds(5));

        var user = await (await ChangeAsync(member, new { nickname = "앨리스" })).ShouldBeAsync(200);

        user.Text("nickname").ShouldBe("앨리스");
        user.Text("name").ShouldBe("홍길동");
        user.Text("email").ShouldBe("alice@example.com");
        user.Text("introduction").ShouldBe("반갑습니다.\nNice to meet you.");
        user.Text("phone").ShouldBe("010-1234-5678");
        user.Text("birthDate").ShouldBe("1998-03-07");
        user.Text("gender").ShouldBe("female");
        user.GetProperty("updatedAt").GetDateTimeOffset().ShouldBe(App.Clock.GetUtcNow());
        (await OwnAsync(member)).ShouldBe(user.GetRawText());
    }

    [Fact]
    public async Task Null_clears_what_is_optional()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());

        var user = await (await ChangeAsync(member, new Dictionary<string, object?>
        {
            ["email"] = null,
            ["introduction"] = null,
            ["phone"] = null,
            ["birthDate"] = null,
            ["gender"] = null,
        })).ShouldBeAsync(200);

        foreach (var field in new[] { "email", "introduction", "phone", "birthDate" })
            user.Text(field).ShouldBeNull(field);
        user.Text("gender").ShouldBe("unspecified");
    }

    [Theory]
    [InlineData("name", null)]
    [InlineData("name", " ")]
    [InlineData("nickname", null)]
    [InlineData("nickname", "two\nlines")]
    [InlineData("email", "nobody")]
    [InlineData("introduction", "bell\a")]
    [InlineData("phone", "02-312-3456")]
    [InlineData("birthDate", "1998-02-30")]
    [InlineData("gender", "Female")]
    public async Task A_wrong_value_is_refused_naming_its_field_and_changes_nothing(string field, string? value)
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        var before = await OwnAsync(member);

        await (await ChangeAsync(member, new Dictionary<string, object?> { [field] = value })).ShouldRefuseFieldsAsync(field);

        (await OwnAsync(member)).ShouldBe(before);
    }

    [Fact]
    public async Task A_changed_email_is_unverified_again_and_the_same_one_stays_verified()
    {
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));
        await App.WithDatabaseAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.EmailVerified, true)));

        (await (await ChangeAsync(member, new { email = "ALICE@example.com", name = "다른 이름" })).ShouldBeAsync(200))
            .GetProperty("emailVerified").GetBoolean().ShouldBeTrue();
        (await (await ChangeAsync(member, new { email = "other@example.com" })).ShouldBeAsync(200))
            .GetProperty("emailVerified").GetBoolean().ShouldBeFalse();
        await (await App.LoginAsync("other@example.com")).ShouldBeAsync(200);
        await (await App.LoginAsync("alice@example.com")).ShouldBeProblemAsync(401, "invalid_credentials");
    }

    [Theory]
    [InlineData("bob@example.com")]
    [InlineData("BOB@example.com")]
    public async Task An_email_of_somebody_else_is_refused(string email)
    {
        await App.NewMemberAsync(App.FullRegistration("bob"));
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));

        await (await ChangeAsync(member, new { email, name = "다른 이름" })).ShouldBeProblemAsync(409, "email_taken");

        (await OwnAsync(member)).ShouldContain("alice@example.com");
        (await OwnAsync(member)).ShouldContain("홍길동");
    }

    [Theory]
    [InlineData("email", "alice@example.com")]
    [InlineData("introduction", "hello")]
    [InlineData("phone", "010-1234-5678")]
    [InlineData("birthDate", "1998-03-07")]
    [InlineData("gender", "male")]
    public async Task An_optional_detail_needs_the_consent_to_it(string field, string value)
    {
        var member = await App.NewMemberAsync();

        await (await ChangeAsync(member, new Dictionary<string, object?> { [field] = value })).ShouldRefuseFieldsAsync("consentToOptionalData");
        var user = await (await ChangeAsync(member, new Dictionary<string, object?> { [field] = value, ["consentToOptionalData"] = true })).ShouldBeAsync(200);

        user.Text(field).ShouldBe(value);
        (await App.QueryAsync(db => db.Consents.SingleAsync(c => c.Purpose == ConsentPurpose.OptionalData))).WithdrawnAt.ShouldBeNull();
    }

    [Fact]
    public async Task Taking_the_consent_back_erases_every_optional_detail_and_stays_in_the_ledger()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        await App.AdvanceAsync(TimeSpan.FromSeconds(5));

        var user = await (await ChangeAsync(member, new { consentToOptionalData = false })).ShouldBeAsync(200);

        foreach (var field in new[] { "email", "introduction", "phone", "birthDate" })
            user.Text(field).ShouldBeNull(field);
        user.Text("gender").ShouldBe("unspecified");
        var withdrawn = await App.QueryAsync(db => db.Consents.SingleAsync(c => c.Purpose == ConsentPurpose.OptionalData));
        withdrawn.WithdrawnAt.ShouldBe(App.Clock.GetUtcNow());
        await (await ChangeAsync(member, new { phone = "010-1234-5678" })).ShouldRefuseFieldsAsync("consentToOptionalData");

        await (await ChangeAsync(member, new { phone = "010-1234-5678", consentToOptionalData = true })).ShouldBeAsync(200);
        (await App.QueryAsync(db => db.Consents.CountAsync(c => c.Purpose == ConsentPurpose.OptionalData))).ShouldBe(2);
    }

    [Fact]
    public async Task Consenting_again_to_the_same_text_adds_no_line_to_the_ledger()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());

        await (await ChangeAsync(member, new { consentToOptionalData = true })).ShouldBeAsync(200);

        (await App.QueryAsync(db => db.Consents.CountAsync(c => c.Purpose == ConsentPurpose.OptionalData))).ShouldBe(1);
    }

    [Fact]
    public async Task A_member_cannot_set_what_is_not_theirs_to_set()
    {
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));

        var user = await (await ChangeAsync(member, new
        {
            id = Guid.NewGuid(),
            username = "root",
            role = "admin",
            status = "suspended",
            emailVerified = true,
            password = "another password",
            createdAt = "2001-01-01T00:00:00Z",
            nickname = "앨리스",
        })).ShouldBeAsync(200);

        user.GetProperty("id").GetGuid().ShouldBe(member.Id);
        user.Text("username").ShouldBe("alice");
        user.Text("role").ShouldBe("member");
        user.Text("status").ShouldBe("active");
        user.GetProperty("emailVerified").GetBoolean().ShouldBeFalse();
        user.GetProperty("createdAt").GetDateTimeOffset().Year.ShouldBeGreaterThan(2001);
        await (await member.Client.CallAsync("GET /api/v1/users")).ShouldBeProblemAsync(403, "forbidden");
        await (await App.LoginAsync("alice")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Two_changes_at_once_lose_none_of_their_fields()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        for (var round = 0; round < 15; round++)
        {
            var responses = await Task.WhenAll(
                ChangeAsync(member, new { name = $"이름 {round}", phone = "010-2222-3333" }),
                ChangeAsync(member, new { nickname = $"별명 {round}", introduction = $"소개 {round}" }));

            foreach (var response in responses)
                await response.ShouldBeAsync(200);
            var user = await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
            user.Text("name").ShouldBe($"이름 {round}");
            user.Text("nickname").ShouldBe($"별명 {round}");
            user.Text("introduction").ShouldBe($"소개 {round}");
            user.Text("phone").ShouldBe("010-2222-3333");
        }
    }

    [Fact]
    public async Task Taking_consent_back_while_a_detail_is_added_leaves_no_detail_without_consent()
    {
        for (var round = 0; round < 10; round++)
        {
            var member = await App.NewMemberAsync(App.FullRegistration());

            var responses = await Task.WhenAll(
                ChangeAsync(member, new { consentToOptionalData = false }),
                ChangeAsync(member, new { phone = "010-2222-3333" }));

            await responses[0].ShouldBeAsync(200);
            var user = await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
            user.Text("phone").ShouldBeNull();
            user.Text("email").ShouldBeNull();
        }
    }

    [Fact]
    public async Task Without_a_token_it_is_refused() =>
        await (await App.Client.CallAsync("PATCH /api/v1/users/me", new { name = "x" })).ShouldBeProblemAsync(401, "token_missing");

    private static Task<HttpResponseMessage> ChangeAsync(Member member, object change) => member.Client.CallAsync("PATCH /api/v1/users/me", change);

    private static async Task<string> OwnAsync(Member member) =>
        (await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200)).GetRawText();
}
