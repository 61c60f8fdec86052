using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Pages;

namespace Auth.SecurityTests.Secrets;

/// <summary>An answer as it came, its headers with it, and what was asked.</summary>
internal sealed record Seen(string Asked, int Status, string Head, string Body);

/// <summary>Every use case once, and the mishaps of each, by the API and by the pages. Keeps every answer and every token that was given out.</summary>
internal sealed class Walk(AuthHost host, HttpClient client, string setupCode)
{
    public const string Password = "zq walk 1st passphrase";
    public const string NewPassword = "zq walk 2nd passphrase";
    public const string WrongPassword = "zq walk wrong passphrase";
    public const string WrongCode = "ZQWA-LKWR-ONGC-ODE0";

    /// <summary>What people tell of themselves here.</summary>
    public static readonly string[] Personal = ["zqwalkmail", "남궁산책", "zqwalknick", "zqwalkintro", "9876-5432", "98765432", "1987-06-05"];

    public List<Seen> Answers { get; } = [];

    public HashSet<string> Tokens { get; } = [];

    public async Task GoAsync()
    {
        var administrator = await BecomeAdministratorAsync();
        await LiveAsync();
        await AdministerAsync(administrator);
        await VisitAsync(administrator);
        await AskAsync("POST /api/v1/auth/logout", new { refreshToken = administrator.Text("refreshToken") });
    }

    private async Task<JsonElement> BecomeAdministratorAsync()
    {
        await AskAsync("POST /api/v1/auth/register", Registration("zqwalkadmin"));
        var tokens = await LogInAsync("zqwalkadmin", Password);
        await AskAsync("POST /api/v1/setup/administrator", new { setupCode = WrongCode }, tokens, 403);
        await AskAsync("POST /api/v1/setup/administrator", new { setupCode }, tokens);
        return tokens;
    }

    /// <summary>A member's whole life.</summary>
    private async Task LiveAsync()
    {
        // At once, so that the index and not the look before refuses all but one.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync("POST /api/v1/auth/register", Registration("zqwalkname"), status: null)));
        var sameEmail = Registration("zqwalkother");
        sameEmail["email"] = Registration("zqwalkname")["email"];
        await AskAsync("POST /api/v1/auth/register", sameEmail, status: 409);
        foreach (var body in new[] { $"{{\"password\":[\"{Password}\"]}}", $"{{\"{Password}\":", Password, $"{{\"password\":\"{Password}\",\"password\":\"\"}}" })
            await AskAsync("POST /api/v1/auth/login", Encoding.UTF8.GetBytes(body), "application/json", 400);
        await AskAsync("POST /api/v1/auth/login", Encoding.UTF8.GetBytes($"password={Password}"), "text/plain", 415);
        foreach (var login in new[] { "zqwalkname", "zqwalkmailzqwalkname@example.com", "zqwalknobody" })
            await AskAsync("POST /api/v1/auth/login", new { username = login, password = WrongPassword }, status: 401);

        var tokens = await LogInAsync("zqwalkname", Password);
        await LogInAsync("zqwalkname", Password);
        tokens = Keep(await AskAsync("POST /api/v1/auth/refresh", new { refreshToken = tokens.Text("refreshToken") }));
        var refreshToken = tokens.Text("refreshToken")!;
        await AskAsync("POST /api/v1/auth/refresh", new { refreshToken = refreshToken[..^1] + (refreshToken[^1] == 'A' ? 'B' : 'A') }, status: 401);
        await AskAsync("POST /api/v1/auth/reauthenticate", new { password = WrongPassword }, tokens, 400);
        tokens = Keep(await AskAsync("POST /api/v1/auth/reauthenticate", new { password = Password }, tokens));
        await AskAsync("GET /api/v1/users/me", token: tokens.Text("accessToken")![..^2], status: 401);
        await AskAsync("GET /api/v1/users/me", caller: tokens);
        await AskAsync("PATCH /api/v1/users/me", new { name = "남궁산책둘", nickname = "zqwalknick2" }, tokens);
        await AskAsync("PATCH /api/v1/users/me", new { email = "zqwalkmail no address", phone = "98765432x" }, tokens, 400);
        await AskAsync("GET /api/v1/users/me/sessions", caller: tokens);
        var other = await LogInAsync("zqwalkname", Password);
        await AskAsync($"DELETE /api/v1/users/me/sessions/{other.GetProperty("sessionId").GetGuid()}", caller: tokens);
        await AskAsync("DELETE /api/v1/users/me/sessions", caller: tokens);
        await AskAsync("PUT /api/v1/users/me/password", new { currentPassword = WrongPassword, newPassword = NewPassword }, tokens, 400);
        await AskAsync("PUT /api/v1/users/me/password", new { currentPassword = Password, newPassword = "zq walk" }, tokens, 400);
        await AskAsync("PUT /api/v1/users/me/password", new { currentPassword = Password, newPassword = NewPassword }, tokens);
        await AskAsync("DELETE /api/v1/users/me", new { currentPassword = WrongPassword }, tokens, 400);
        await AskAsync("DELETE /api/v1/users/me", new { currentPassword = NewPassword }, tokens);
    }

    private async Task AdministerAsync(JsonElement administrator)
    {
        var member = (await AskAsync("POST /api/v1/auth/register", Registration("zqwalkname"))).GetProperty("id").GetGuid();
        await LogInAsync("zqwalkname", Password);
        // What is searched for stands in the address, which lines of the framework at its lowest levels have, so here it is nobody's.
        await AskAsync("GET /api/v1/users?search=x&limit=100", caller: administrator);
        await AskAsync("GET /api/v1/users?search=x&sort=x", caller: administrator, status: 400);
        await AskAsync($"GET /api/v1/users/{member}", caller: administrator);
        await AskAsync("GET /api/v1/audit-events/verification", caller: administrator);
        await AskAsync($"PATCH /api/v1/users/{member}", new { nickname = "zqwalknick3" }, administrator);
        await AskAsync($"PATCH /api/v1/users/{member}", new { email = "zqwalkmailzqwalkadmin@example.com" }, administrator, 409);
        await AskAsync($"GET /api/v1/users/{member}/sessions", caller: administrator);
        await AskAsync($"DELETE /api/v1/users/{member}/sessions", caller: administrator);
        await AskAsync("GET /api/v1/audit-events?limit=100", caller: administrator);
        await AskAsync($"DELETE /api/v1/users/{member}", caller: administrator);
        foreach (var address in new[] { "/.well-known/jwks.json", "/health/ready", "/health/live", "/openapi/v1.json" })
            await AskAsync($"GET {address}");
    }

    /// <summary>Every page, and every form filled wrongly and rightly.</summary>
    private async Task VisitAsync(JsonElement administrator)
    {
        using var browser = new PageClient(client.BaseAddress!, "ko");
        var signUp = await ViewAsync(browser.GetAsync("/sign-up"));
        (string, string?)[] form =
        [
            ("username", "zqwalkpage"), ("password", Password), ("passwordConfirm", WrongPassword), ("name", "남궁산책"), ("nickname", "zqwalknick"), ("email", "zqwalkmailpage@example.com"),
            ("phone", "010-9876-5432"), ("introduction", "zqwalkintro"), ("consentToPersonalData", "true"), ("consentToOptionalData", "true"),
        ];
        var again = await ViewAsync(browser.SubmitAsync(signUp, "main form", form));
        await ViewAsync(browser.SubmitAsync(again, "main form", ("password", Password), ("passwordConfirm", Password)), 303);
        await SubmitAsync(browser, "/account", ("nickname", "zqwalknick4"));
        await SubmitAsync(browser, "/account/password", ("currentPassword", WrongPassword), ("newPassword", NewPassword), ("newPasswordConfirm", NewPassword));
        await SubmitAsync(browser, "/account/password", ("currentPassword", Password), ("newPassword", NewPassword), ("newPasswordConfirm", NewPassword));
        await SubmitAsync(browser, "/account/withdraw", ("currentPassword", WrongPassword), ("understood", "true"));
        await SubmitAsync(browser, "/setup", ("setupCode", WrongCode));

        var member = (await AskAsync("GET /api/v1/users", caller: administrator)).GetProperty("items").EnumerateArray().Single(u => u.Text("username") == "zqwalkpage").GetProperty("id").GetGuid();
        using var office = new PageClient(client.BaseAddress!, "en");
        var login = await ViewAsync(office.SubmitAsync(await ViewAsync(office.GetAsync("/login")), "main form", ("username", "zqwalkadmin"), ("password", WrongPassword)));
        await ViewAsync(office.SubmitAsync(login, "main form", ("username", "zqwalkadmin"), ("password", Password)), 303);
        foreach (var page in IntegrationTests.Edge.Calls.Pages(host).Select(p => p.Replace("{id:uuid}", $"{member}", StringComparison.Ordinal)).Where(p => p != "/session/renew"))
        {
            await ViewAsync(browser.GetAsync(page));
            await ViewAsync(office.GetAsync(page));
        }

        await SubmitAsync(office, $"/admin/users/{member}/edit", ("phone", "98765432x"));
        await ViewAsync(office.SubmitAsync(await ViewAsync(office.GetAsync($"/admin/users/{member}")), "button[value=suspend]"), 303);
        await ViewAsync(browser.GetAsync("/account"));
        foreach (var cookie in new[] { browser, office }.SelectMany(b => b.Cookies.GetAllCookies()).Where(c => c.Name is "auth-access" or "auth-refresh"))
            Tokens.Add(cookie.Value);
    }

    private static Dictionary<string, object?> Registration(string username) => new()
    {
        ["username"] = username,
        ["password"] = Password,
        ["name"] = "남궁산책",
        ["nickname"] = "zqwalknick",
        ["email"] = $"zqwalkmail{username}@example.com",
        ["introduction"] = "zqwalkintro",
        ["phone"] = "010-9876-5432",
        ["birthDate"] = "1987-06-05",
        ["consentToPersonalData"] = true,
        ["consentToOptionalData"] = true,
    };

    private async Task<JsonElement> LogInAsync(string username, string password) => Keep(await AskAsync("POST /api/v1/auth/login", new { username, password }));

    private JsonElement Keep(JsonElement tokens)
    {
        Tokens.Add(tokens.Text("accessToken")!);
        Tokens.Add(tokens.Text("refreshToken")!);
        return tokens;
    }

    private Task<JsonElement> AskAsync(string call, object? body = null, JsonElement? caller = null, int? status = 200, string? token = null) =>
        AskAsync(call, body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body), "application/json", status, token ?? caller?.Text("accessToken"));

    /// <summary>Expects a status; of 200 any success, of null anything.</summary>
    private async Task<JsonElement> AskAsync(string call, byte[]? body, string contentType, int? status, string? token = null)
    {
        var space = call.IndexOf(' ', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(call[..space]), call[(space + 1)..]);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request);
        var text = await response.TextAsync();
        lock (Answers)
            Answers.Add(new Seen(call, (int)response.StatusCode, $"{response.Headers}{response.Content.Headers}", text));
        if (status == 200)
            response.IsSuccessStatusCode.ShouldBeTrue($"{call}: {text}");
        else if (status is not null)
            ((int)response.StatusCode).ShouldBe(status.Value, $"{call}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private async Task SubmitAsync(PageClient browser, string address, params (string, string?)[] typed) =>
        await ViewAsync(browser.SubmitAsync(await ViewAsync(browser.GetAsync(address)), "main form:has([name])", typed));

    private async Task<PageView> ViewAsync(Task<PageView> asked, int? status = null)
    {
        var view = await asked;
        Answers.Add(new Seen($"page {view.Response.RequestMessage!.Method} {view.Address}", view.Status, $"{view.Response.Headers}{view.Response.Content.Headers}", view.Html));
        view.Status.ShouldBeLessThan(500, view.Address);
        if (status is not null)
            view.Status.ShouldBe(status.Value, view.Html);
        return view;
    }
}
