using System.Security.Cryptography;
using System.Text;
using Auth.IntegrationTests.Pages;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Credentials;

/// <summary>The rules of new passwords hold at every way in. What each rule says is tried in the unit tests of the judge.</summary>
public sealed class NewPasswordTests(AuthApp app) : AuthTest(app)
{
    public static TheoryData<string, string, string> Refused => new()
    {
        { "password1", "널리 알려진 비밀번호입니다. 다른 비밀번호를 입력해 주세요.", "This password is widely known. Choose another." },
        { "hgfedcba!", "이어지거나 되풀이되는 글자와 날짜는 알아맞히기 쉽습니다. 다른 낱말을 더해 길게 입력해 주세요.", "Sequences, repetitions and dates are easy to guess. Make it longer with other words." },
        { "비밀번호2024", "흔한 낱말을 조금 바꾼 비밀번호는 알아맞히기 쉽습니다. 다른 낱말을 더해 길게 입력해 주세요.", "A common word with small changes is easy to guess. Make it longer with other words." },
        { "the auth of alps", "비밀번호에 이 서비스의 이름이 들어 있습니다. 서비스 이름이 없는 비밀번호를 입력해 주세요.", "The password contains the name of this service. Choose one without it." },
        { "brook_trout in a brook", "비밀번호에 아이디가 들어 있습니다. 아이디가 없는 비밀번호를 입력해 주세요.", "The password contains the username. Choose one without it." },
        { "river.mill runs slowly", "비밀번호에 이메일 주소가 들어 있습니다. 이메일 주소가 없는 비밀번호를 입력해 주세요.", "The password contains the email address. Choose one without it." },
        { "선우재덕의 조용한 저녁", "비밀번호에 이름이 들어 있습니다. 이름이 없는 비밀번호를 입력해 주세요.", "The password contains the name. Choose one without it." },
        { "새벽안개 짙은 강가에서", "비밀번호에 닉네임이 들어 있습니다. 닉네임이 없는 비밀번호를 입력해 주세요.", "The password contains the nickname. Choose one without it." },
        { "ring 010 1234 5678 twice", "비밀번호에 전화번호가 들어 있습니다. 전화번호가 없는 비밀번호를 입력해 주세요.", "The password contains the phone number. Choose one without it." },
        { "nothing since 98.03.07", "비밀번호에 생년월일이 들어 있습니다. 생년월일이 없는 비밀번호를 입력해 주세요.", "The password contains the date of birth. Choose one without it." },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task Signing_up_is_refused_by_the_API_saying_why_in_both_languages(string password, string korean, string english)
    {
        var body = Trout();
        body["password"] = password;

        await (await App.RegisterAsync(body)).ShouldRefuseFieldsAsync("password");

        (await MessageAsync(App.Client, "POST /api/v1/auth/register", body, "ko")).ShouldBe(korean);
        (await MessageAsync(App.Client, "POST /api/v1/auth/register", body, "en")).ShouldBe(english);
        (await App.QueryAsync(db => db.Users.AnyAsync())).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task A_change_is_refused_by_the_API_and_the_page_by_what_the_account_says_now(string password, string korean, string english)
    {
        var member = await App.NewMemberAsync(Trout());
        var change = new { currentPassword = AuthApp.Password, newPassword = password };

        (await MessageAsync(member.Client, "PUT /api/v1/users/me/password", change, "ko")).ShouldBe(korean);
        (await MessageAsync(member.Client, "PUT /api/v1/users/me/password", change, "en")).ShouldBe(english);
        using var browser = await PageClient.LoggedInAsync(App, member.Username, language: "en");
        var page = await browser.SubmitAsync(
            await browser.GetAsync("/account/password"), "main form", ("currentPassword", AuthApp.Password), ("newPassword", password), ("newPasswordConfirm", password));
        page.ShouldRefuse(422, english);
        page.ErrorAt("newPassword").ShouldBe(english);
        page.Html.ShouldNotContain(password);

        await (await App.LoginAsync(member.Username)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Signing_up_by_the_page_names_the_password_together_with_all_else_that_is_wrong()
    {
        using var browser = new PageClient(App);
        var form = await browser.GetAsync("/sign-up");

        var page = await browser.SubmitAsync(form, "main form", ("username", "brook_trout"), ("password", "password1"), ("passwordConfirm", "password1"), ("nickname", "길동"));

        page.ShouldRefuse(422, "널리 알려진 비밀번호입니다. 다른 비밀번호를 입력해 주세요.", "이름을 입력해 주세요.", "필수 동의를 확인해 주세요.");
        page.ErrorAt("password").ShouldBe("널리 알려진 비밀번호입니다. 다른 비밀번호를 입력해 주세요.");
        page.ValueOf("password").ShouldBe("");
    }

    [Fact]
    public async Task A_detail_that_was_changed_meanwhile_counts()
    {
        var member = await App.NewMemberAsync();
        await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { nickname = "청산유수" })).ShouldBeAsync(200);

        await (await member.Client.CallAsync("PUT /api/v1/users/me/password", new { currentPassword = AuthApp.Password, newPassword = "청산유수처럼 흐르는 말" }))
            .ShouldRefuseFieldsAsync("newPassword");
    }

    [Fact]
    public async Task A_refused_password_is_not_counted_as_a_guess_at_the_current_one()
    {
        var member = await App.NewMemberAsync();
        for (var i = 0; i < 12; i++)
            await (await member.Client.CallAsync("PUT /api/v1/users/me/password", new { currentPassword = "not the password", newPassword = "password1" })).ShouldRefuseFieldsAsync("newPassword");

        await (await member.Client.CallAsync("PUT /api/v1/users/me/password", new { currentPassword = AuthApp.Password, newPassword = "an entirely new password" })).ShouldBeAsync(204);
    }

    [Fact]
    public async Task The_name_that_the_operator_gave_the_service_counts()
    {
        await using var host = App.NewHost(("Auth:Pages:ServiceName", "Harbour Library"));
        using var client = await host.StartAsync();
        var body = App.Registration();

        body["password"] = "evenings at the library";
        await (await client.CallAsync("POST /api/v1/auth/register", body)).ShouldRefuseFieldsAsync("password");
        body["password"] = "the auth of alps";
        await (await client.CallAsync("POST /api/v1/auth/register", body)).ShouldBeAsync(201);
    }

    [Fact]
    public async Task A_bootstrap_password_that_is_not_needed_any_more_is_not_judged()
    {
        await App.NewAdministratorAsync();

        await using var host = App.NewHost(("Auth:Bootstrap:Username", "root"), ("Auth:Bootstrap:Password", "password1"));
        using var client = await host.StartAsync();

        await (await client.CallAsync("GET /health/ready")).ShouldBeAsync(200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_operators_file_takes_the_place_of_the_list(bool asHashes)
    {
        var path = Path.GetTempFileName();
        string[] listed = ["breached in our own house", "another one of ours"];
        await File.WriteAllLinesAsync(path, asHashes ? listed.Select(p => $"{Sha1(p)}:1").Order(StringComparer.Ordinal) : listed, TestContext.Current.CancellationToken);
        await using var host = App.NewHost(("Auth:Passwords:BlocklistFile", path));
        using var client = await host.StartAsync();
        var body = App.Registration();

        body["password"] = "breached in our own house";
        await (await App.RegisterAsync(body)).ShouldBeAsync(201);
        (await MessageAsync(client, "POST /api/v1/auth/register", body, "en")).ShouldBe("This password is widely known. Choose another.");
        (await (await client.CallAsync("POST /api/v1/auth/login", new { username = body["username"], password = body["password"] })).ShouldBeAsync(200))
            .GetProperty("passwordChangeAdvised").GetBoolean().ShouldBeTrue();
        (await (await App.LoginAsync((string)body["username"]!, "breached in our own house")).ShouldBeAsync(200)).TryGetProperty("passwordChangeAdvised", out _).ShouldBeFalse();
        body["password"] = "password1";
        (await MessageAsync(client, "POST /api/v1/auth/register", body, "en")).ShouldBe("A common word with small changes is easy to guess. Make it longer with other words.");
        File.Delete(path);
    }

    /// <summary>Somebody with every detail, of whom all could stand in a password.</summary>
    private Dictionary<string, object?> Trout()
    {
        var body = App.FullRegistration("brook_trout");
        (body["name"], body["nickname"], body["email"]) = ("선우재덕", "새벽안개", "river.mill+list@example.com");
        return body;
    }

    /// <summary>The one sentence that a call is refused with.</summary>
    private static async Task<string> MessageAsync(HttpClient client, string call, object body, string language)
    {
        var (method, path) = (call[..call.IndexOf(' ', StringComparison.Ordinal)], call[(call.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        request.Headers.Add("Accept-Language", language);
        var problem = await (await client.SendAsync(request)).ShouldBeProblemAsync(400, "validation_failed");
        return problem.GetProperty("errors").EnumerateObject().Single().Value.EnumerateArray().Single().GetString()!;
    }

#pragma warning disable RS0030, CA5350 // The form of the published lists.
    private static string Sha1(string text) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore RS0030, CA5350
}
