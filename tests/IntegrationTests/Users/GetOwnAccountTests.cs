using System.Text.Json;

namespace Auth.IntegrationTests.Users;

public sealed class GetOwnAccountTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task Ones_own_account_shows_all_that_one_has_told()
    {
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));

        var user = await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);

        user.GetProperty("id").GetGuid().ShouldBe(member.Id);
        user.Text("username").ShouldBe("alice");
        user.Text("email").ShouldBe("alice@example.com");
        user.Text("introduction").ShouldBe("반갑습니다.\nNice to meet you.");
        user.Text("phone").ShouldBe("010-1234-5678");
        user.Text("birthDate").ShouldBe("1998-03-07");
        user.Text("gender").ShouldBe("female");
        user.GetProperty("consentedAt").GetDateTimeOffset().ShouldBe(App.Clock.GetUtcNow());
        user.GetProperty("lastLoginAt").GetDateTimeOffset().ShouldBe(App.Clock.GetUtcNow());
    }

    [Fact]
    public async Task What_was_not_told_is_null()
    {
        var member = await App.NewMemberAsync();

        var user = await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);

        foreach (var field in new[] { "email", "introduction", "phone", "birthDate" })
            user.GetProperty(field).ValueKind.ShouldBe(JsonValueKind.Null, field);
        user.Text("gender").ShouldBe("unspecified");
    }

    [Fact]
    public async Task The_answer_is_not_to_be_kept_by_anybody()
    {
        var member = await App.NewMemberAsync();

        var response = await member.Client.CallAsync("GET /api/v1/users/me");

        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_token_it_is_refused() =>
        await (await App.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_missing");
}
