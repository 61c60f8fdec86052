using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Auth.Application.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Edge;

/// <summary>Every category at its lowest level: what stays out of these lines is kept out by more than a level.</summary>
public sealed class LogsTests(AuthApp app) : AuthTest(app)
{
    private const string FirstPassword = "zq log first password";
    private const string SecondPassword = "zq log second password";
    private const string WrongPassword = "zq log wrong password";
    private const string WrongCode = "ZQLO-GWRO-NGCO-DE00";

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task No_line_holds_a_password_a_token_a_code_or_anything_personal(string environment)
    {
        var settings = new Dictionary<string, string>(App.Settings)
        {
            ["Auth:Passwords:Cost"] = "10",
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Trace",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Trace",
        };
        await using var host = new AuthHost(settings, App.Clock, environment);
        using var client = await host.StartAsync();
        var atStart = host.Logs.Lines.Count;

        List<string> secrets =
        [
            FirstPassword, SecondPassword, WrongPassword, WrongCode, Uri.EscapeDataString(FirstPassword),
            "zqlogname", "zqlogmail", "남궁로그", "zqlognick", "zqlogintro", "zqlogreason", "9876-5432", "98765432", "1987-06-05",
        ];
        secrets.Add(host.Services.GetRequiredService<ISetupCode>().Current.Reveal());
        secrets.AddRange(await LiveAsync(client, secrets[^1]));

        host.Logs.Lines.ShouldContain(line => line.Contains("INSERT INTO", StringComparison.Ordinal), "the lowest levels are not captured");
        foreach (var line in host.Logs.Lines.Skip(atStart))
        {
            foreach (var secret in secrets)
                line.ShouldNotContain(secret, Case.Insensitive);
        }
    }

    [Fact]
    public async Task Each_use_case_is_logged_with_its_outcome_and_caller()
    {
        var member = await App.NewMemberAsync();
        await (await App.LoginAsync(member.Username, WrongPassword)).ShouldBeAsync(401);
        await (await member.Client.SendAsync("GET", "/api/v1/users/me")).ShouldBeAsync(200);

        App.Host.Logs.Lines.ShouldContain(line => line.Contains("Login by nobody: invalid_credentials in ", StringComparison.Ordinal));
        App.Host.Logs.Lines.ShouldContain(line => line.Contains($"GetOwnAccount by {member.Id}: ok in ", StringComparison.Ordinal));
    }

    /// <summary>A whole life with its mishaps; answers the tokens it was given.</summary>
    private static async Task<List<string>> LiveAsync(HttpClient client, string setupCode)
    {
        List<string> tokens = [];
        var registration = new Dictionary<string, object?>
        {
            ["username"] = "zqlogname",
            ["password"] = FirstPassword,
            ["name"] = "남궁로그",
            ["nickname"] = "zqlognick",
            ["email"] = "zqlogmail@example.com",
            ["introduction"] = "zqlogintro",
            ["phone"] = "010-9876-5432",
            ["birthDate"] = "1987-06-05",
            ["consentToPersonalData"] = true,
            ["consentToOptionalData"] = true,
        };

        // At once, so that the index and not the look before refuses all but one.
        var registered = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SendAsync(client, "POST", "/api/v1/auth/register", registration)));
        registered.Count(r => (int)r.StatusCode == 201).ShouldBe(1);
        var sameEmail = new Dictionary<string, object?>(registration) { ["username"] = "zqlogname2" };
        await (await SendAsync(client, "POST", "/api/v1/auth/register", sameEmail)).ShouldBeProblemAsync(409, "email_taken");

        await (await SendAsync(client, "POST", "/api/v1/auth/login", new { username = "zqlogname", password = WrongPassword })).ShouldBeAsync(401);
        await (await SendAsync(client, "POST", "/api/v1/auth/login", new { username = "zqlogmail@example.com", password = WrongPassword })).ShouldBeAsync(401);
        tokens.AddRange(Tokens(await (await SendAsync(client, "POST", "/api/v1/auth/login", new { username = "zqlogname", password = FirstPassword })).ShouldBeAsync(200)));
        tokens.AddRange(Tokens(await (await SendAsync(client, "POST", "/api/v1/auth/refresh", new { refreshToken = tokens[1] })).ShouldBeAsync(200)));
        await (await SendAsync(client, "POST", "/api/v1/auth/refresh", new { refreshToken = tokens[1][..^2] + "zq" })).ShouldBeAsync(401);

        await (await SendAsync(client, "GET", "/api/v1/users/me", null, tokens[2][..^2])).ShouldBeAsync(401);
        await (await SendAsync(client, "PATCH", "/api/v1/users/me", new { name = "남궁로그둘", nickname = "zqlognick2" }, tokens[2])).ShouldBeAsync(200);
        await (await SendAsync(client, "PUT", "/api/v1/users/me/password", new { currentPassword = WrongPassword, newPassword = SecondPassword }, tokens[2])).ShouldBeAsync(400);
        await (await SendAsync(client, "PUT", "/api/v1/users/me/password", new { currentPassword = FirstPassword, newPassword = SecondPassword }, tokens[2])).ShouldBeAsync(204);
        await (await SendAsync(client, "POST", "/api/v1/setup/administrator", new { setupCode = WrongCode }, tokens[2])).ShouldBeAsync(403);

        foreach (var bad in new[] { "{\"password\":[\"zq log first password\"]}", "{\"zq log first password\":", "zq log first password", "{\"password\":\"zq log first password\",\"password\":\"\"}" })
            await (await client.SendAsync("POST", "/api/v1/auth/login", Encoding.UTF8.GetBytes(bad))).ShouldBeAsync(400);
        await (await client.SendAsync("POST", "/api/v1/auth/login", Encoding.UTF8.GetBytes("password=zq log first password"), "text/plain")).ShouldBeAsync(415);

        await (await SendAsync(client, "POST", "/api/v1/auth/logout", new { refreshToken = tokens[3] })).ShouldBeAsync(204);
        tokens.AddRange(Tokens(await (await SendAsync(client, "POST", "/api/v1/auth/login", new { username = "zqlogname", password = SecondPassword })).ShouldBeAsync(200)));
        await (await SendAsync(client, "DELETE", "/api/v1/users/me", new { currentPassword = WrongPassword }, tokens[4])).ShouldBeAsync(400);
        await (await SendAsync(client, "DELETE", "/api/v1/users/me", new { currentPassword = SecondPassword }, tokens[4])).ShouldBeAsync(204);

        await (await SendAsync(client, "POST", "/api/v1/auth/register", registration)).ShouldBeAsync(201);
        tokens.AddRange(Tokens(await (await SendAsync(client, "POST", "/api/v1/auth/login", new { username = "zqlogname", password = FirstPassword })).ShouldBeAsync(200)));
        await (await SendAsync(client, "POST", "/api/v1/setup/administrator", new { setupCode }, tokens[6])).ShouldBeAsync(200);
        client.DefaultRequestHeaders.Add("X-Audit-Reason", "zqlogreason");
        var own = await (await SendAsync(client, "GET", "/api/v1/users/me", null, tokens[6])).ShouldBeAsync(200);
        await (await SendAsync(client, "GET", $"/api/v1/users/{own.Text("id")}", null, tokens[6])).ShouldBeAsync(200);
        tokens.Add(tokens[0].Split('.')[1]);
        tokens.Add(tokens[2].Split('.')[2]);
        return tokens;
    }

    private static string[] Tokens(JsonElement answer) => [answer.GetProperty("accessToken").GetString()!, answer.GetProperty("refreshToken").GetString()!];

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, object? body, string? token = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client.SendAsync(request);
    }
}
