using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class RegisterUserTests(AuthApp app) : AuthTest(app)
{
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
        user.EnumerateObject().Select(p => p.Name).ShouldBe(
            [
                "id", "username", "email", "emailVerified", "name", "nickname", "introduction", "phone", "birthDate", "gender",
                "consentedAt", "role", "status", "createdAt", "updatedAt", "lastLoginAt",
            ],
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("ALICE")]
    public async Task A_taken_username_is_refused_in_any_case(string again)
    {
        await (await App.RegisterAsync(App.Registration("alice"))).ShouldBeAsync(201);

        await (await App.RegisterAsync(App.Registration(again))).ShouldBeProblemAsync(409, "username_taken");
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
}
