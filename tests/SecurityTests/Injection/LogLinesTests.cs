using System.Globalization;
using System.Text;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Edge;
using Auth.IntegrationTests.Pages;
using Auth.SecurityTests.Garbage;

namespace Auth.SecurityTests.Injection;

/// <summary>Nobody writes a line of their own into a log: what is logged of a request holds no line end, no escape sequence and nothing that turns the reading direction.</summary>
public sealed class LogLinesTests(AuthApp app) : AuthTest(app)
{
    private const string Mark = "zqline";

    private static readonly string[] Breaks =
        ["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029", "\v", "\f", "\0", "\b", "\u001b[2J\u001b[31m", "\u009b31m", "\u202e", "\u2066", "\u200f", "%0d%0a", "\\r\\n", "{0}", "{UseCase}", "%n"];

    [Fact]
    public async Task What_a_request_holds_never_makes_a_line()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var csrf = (await browser.GetAsync("/account")).ValueOf("csrf")!;
        var atStart = App.Host.Logs.Lines.Count;
        foreach (var text in Breaks.Select(b => $"{Mark}{b}info: 1000 Login by nobody: ok in 1.0 ms"))
        {
            var escaped = Uri.EscapeDataString(text);
            string[] lines = [$"GET /{escaped}", $"GET /api/v1/{escaped}?{escaped}={escaped}", $"GET /login?next=/{escaped}&lang={escaped}", $"GET /api/v1/users/{escaped}", $"DELETE /admin/users?search={escaped}"];
            var header = GarbageRequest.OnTheWire(text);
            foreach (var line in lines)
                await RawHttp.SendAsync(App.Client, $"{line} HTTP/1.1", $"Authorization: Bearer {member.AccessToken}", "Accept: text/html");
            foreach (var name in new[] { "User-Agent", "Authorization", "Cookie", "X-Forwarded-For", "Origin", "Referer", "traceparent", "Accept-Language", "Host" })
                await RawHttp.SendAsync(App.Client, "GET /api/v1/users/me HTTP/1.1", $"{name}: {header}");
            await App.LoginAsync(text, text);
            await App.RefreshAsync(text);
            await App.RegisterAsync(App.Registration(text));
            await member.Client.CallAsync("PATCH /api/v1/users/me", new { name = text, nickname = text, introduction = text, email = text, phone = text, birthDate = text, gender = text });
            await App.Client.SendAsync("POST", "/api/v1/auth/login", Encoding.UTF8.GetBytes($"{{\"{text}\":"));
            await browser.PostAsync($"/account?x={escaped}", ("csrf", csrf), ("name", text), ("nickname", text), (text, text));
            await browser.PostAsync("/login", ("csrf", text), ("username", text));
        }

        var told = App.Host.Logs.Lines.Skip(atStart).Where(line => line.Contains(Mark, StringComparison.Ordinal)).ToList();
        told.ShouldNotBeEmpty("nothing of a request is logged at all, so this test tries nothing");
        told.Where(line => line.EnumerateRunes().Any(IsABreak)).ShouldBeEmpty();
    }

    private static bool IsABreak(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || rune.Value is (>= 0x200e and <= 0x200f) or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069);
}
