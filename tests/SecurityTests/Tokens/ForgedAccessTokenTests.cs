using System.Text;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Edge;

namespace Auth.SecurityTests.Tokens;

public sealed class ForgedAccessTokenTests(AuthApp app) : AuthTest(app)
{
    private const string Call = "GET /api/v1/users/me HTTP/1.1";

    public static TheoryData<string> Kinds => [.. Forgeries.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_API_takes_no_forged_token(string kind)
    {
        var forgery = await ForgeryAsync();
        (await AskAsync(forgery.With())).Status.ShouldBe(200, "Where nothing is changed, what these tests make is a good token.");
        (await AskAsync(forgery.Written(header: h => h, claims: c => c))).Status.ShouldBe(200, "What is only written again is a good token.");

        List<string> taken = [];
        foreach (var (name, forge) in Forgeries.All[kind])
        {
            var answer = await AskAsync(forge(forgery));
            if (IsRefusedByTheServerItself(answer))
                continue;
            if (answer.Status == 401 && Answers.ShouldBeCleanProblem(answer.Body, name) is "token_invalid" or "token_expired")
                answer.Head.ShouldContain("WWW-Authenticate: Bearer realm=\"auth\", error=\"invalid_token\"", customMessage: name);
            else
                taken.Add($"{name}: {answer.Status} {answer.Body}");
        }

        taken.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_page_takes_a_forged_token_for_its_cookie(string kind)
    {
        var forgery = await ForgeryAsync();
        (await ShowAsync(forgery.With())).Status.ShouldBe(200, "The cookie is another one.");

        List<string> taken = [];
        foreach (var (name, forge) in Forgeries.All[kind])
        {
            var answer = await ShowAsync(forge(forgery));
            if (IsRefusedByTheServerItself(answer))
                continue;
            if (answer.Status is not (302 or 303) || answer.Body.Contains(forgery.Member.Username, StringComparison.Ordinal))
                taken.Add($"{name}: {answer.Status}");
        }

        taken.ShouldBeEmpty();
    }

    /// <summary>
    /// Whoever has a token can make a second spelling of its signature, with ECDSA always. So nothing here goes by a token's bytes: the other spelling is the same
    /// session, and ends with it.
    /// </summary>
    [Fact]
    public async Task Another_spelling_of_a_signature_is_the_same_session_and_ends_with_it()
    {
        var forgery = await ForgeryAsync();
        string[] spellings =
        [
            forgery.Resigned(Forgery.Malleable),
            forgery.Spelled(2, s => $"{s}=="),
            forgery.Spelled(2, s => s.Replace('-', '+').Replace('_', '/')),
            forgery.Spelled(2, s => s[..^1] + (char)(s[^1] + 1)), // The last character has four bits to spare.
        ];
        List<int> before = [];
        foreach (var spelling in spellings)
        {
            var answer = await AskAsync(spelling);
            answer.Status.ShouldBeOneOf(200, 401);
            if (answer.Status == 200)
                answer.Body.ShouldContain(forgery.Member.Id.ToString());
            before.Add(answer.Status);
        }

        (await RawHttp.SendAsync(App.Client, "POST /api/v1/auth/logout HTTP/1.1", $"Authorization: Bearer {spellings[0]}", "Content-Length: 0")).Status.ShouldBeOneOf(204, 401);
        await (await forgery.Member.Client.CallAsync("POST /api/v1/auth/logout")).ShouldBeAsync(204);

        foreach (var spelling in spellings.Append(forgery.Member.AccessToken))
            (await AskAsync(spelling)).Status.ShouldBe(401, string.Join(' ', before));
    }

    /// <summary>These come from nobody, since the service signs none like them. A parser that reads the first of two members, or the last, still opens nobody else's account.</summary>
    [Fact]
    public async Task What_only_the_service_could_sign_never_opens_another_account_however_it_is_read()
    {
        var forgery = await ForgeryAsync();
        string[] odd =
        [
            forgery.Written(claims: Forgery.First($"\"sub\":\"{forgery.Other.Id}\"")), forgery.Written(claims: Forgery.Last($"\"sub\":\"{forgery.Other.Id}\"")),
            forgery.Written(claims: Forgery.First($"\"sid\":\"{forgery.Other.SessionId}\"")), forgery.Written(claims: Forgery.Last($"\"sid\":\"{forgery.Other.SessionId}\"")),
            forgery.Written(claims: Forgery.Last("\"role\":\"admin\"")), forgery.Written(claims: Forgery.First("\"exp\":9999999999")),
            forgery.Written(header: Forgery.First("\"alg\":\"none\"")), forgery.Written(header: Forgery.Last("\"alg\":\"none\"")),
            forgery.Written(header: Forgery.Last("\"kid\":\"x\"")), forgery.Written(header: Forgery.Last("\"typ\":\"JWT\"")),
            forgery.Written(claims: c => c + c), forgery.With(claims: c => c["exp"] = $"{forgery.Now + 60}"),
            forgery.With(header: h => (h["crit"], h["b64"]) = (Forgery.OneOf("b64"), false)), forgery.With(header: h => h["crit"] = Forgery.OneOf("exp")),
        ];

        foreach (var token in odd)
        {
            var answer = await AskAsync(token);
            answer.Status.ShouldBeOneOf(200, 401);
            answer.Body.ShouldNotContain(forgery.Other.Id.ToString());
            (await RawHttp.SendAsync(App.Client, "GET /api/v1/users HTTP/1.1", $"Authorization: Bearer {token}")).Status.ShouldBeOneOf(401, 403);
        }
    }

    [Fact]
    public async Task A_node_whose_clock_is_a_little_ahead_makes_tokens_that_hold_here()
    {
        var forgery = await ForgeryAsync();

        (await AskAsync(forgery.With(claims: c => c["nbf"] = forgery.Now + 45))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_makes_the_token_worthless()
    {
        var forgery = await ForgeryAsync();
        var parts = forgery.Member.AccessToken.Split('.');
        for (var part = 0; part < 3; part++)
        {
            var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(parts[part]);
            for (var at = 0; at < bytes.Length; at += 3)
            {
                var flipped = bytes.ToArray();
                flipped[at] ^= (byte)(1 << (at % 8));
                (await AskAsync(forgery.Spelled(part, _ => System.Buffers.Text.Base64Url.EncodeToString(flipped)))).Status.ShouldBe(401, $"part {part}, byte {at}");
            }
        }
    }

    [Fact]
    public async Task A_token_counts_in_no_place_but_its_own()
    {
        var member = await App.NewMemberAsync();
        var token = member.AccessToken;
        (string Line, string[] Headers, string Body)[] places =
        [
            ($"GET /api/v1/users/me?access_token={token} HTTP/1.1", [], ""),
            ($"GET /api/v1/users/me?Authorization=Bearer%20{token} HTTP/1.1", [], ""),
            (Call, [$"X-Authorization: Bearer {token}"], ""),
            (Call, [$"Proxy-Authorization: Bearer {token}"], ""),
            (Call, [$"X-Access-Token: {token}", $"X-Auth-Token: {token}", $"DPoP: {token}"], ""),
            (Call, [$"Cookie: auth-access={token}"], ""),
            (Call, [$"Cookie: access_token={token}; Authorization=Bearer {token}; __Host-auth-access={token}"], ""),
            (Call, [$"Cookie: auth-access={token}", "X-CSRF-Token: x"], ""),
            (Call, [$"Authorization: {token}"], ""),
            (Call, [$"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"{member.Username}:{AuthApp.Password}"))}"], ""),
            (Call, [$"Authorization: Basic x", $"Authorization: Bearer {token}"], ""),
            (Call, [$"Authorization: Bearer {token}", $"Authorization: Bearer {token}"], ""),
            (Call, [$"Authorization: Bearer {token}", "Authorization: Bearer x"], ""),
            ("PATCH /api/v1/users/me HTTP/1.1", ["Content-Type: application/json"], $$"""{"access_token":"{{token}}","nickname":"x"}"""),
            ("PATCH /api/v1/users/me HTTP/1.1", ["Content-Type: application/x-www-form-urlencoded"], $"access_token={token}"),
        ];
        foreach (var (line, headers, body) in places)
        {
            var answer = await RawHttp.SendAsync(App.Client, line, [.. headers, $"Content-Length: {body.Length}"], Encoding.ASCII.GetBytes(body));
            answer.Status.ShouldBeOneOf(401, 415);
            Answers.ShouldBeCleanProblem(answer.Body, $"{line} {headers.FirstOrDefault()}").ShouldBeOneOf("token_missing", "token_invalid", "unsupported_media_type");
        }
    }

    [Fact]
    public async Task Tokens_of_a_megabyte_are_cut_off_and_leave_nothing_behind()
    {
        var member = await App.NewMemberAsync();
        var head = member.AccessToken.Split('.')[0];
        string[] huge = [new string('a', 1_000_000), new string('.', 1_000_000), $"{head}.{new string('A', 1_000_000)}.x", $"{head}..{new string('A', 1_000_000)}.AAAA.AAAA"];
        await SendAllAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var round = 0; round < 10; round++)
            await SendAllAsync();

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(20_000_000);
        (await AskAsync(member.AccessToken)).Status.ShouldBe(200);

        async Task SendAllAsync()
        {
            foreach (var token in huge)
            {
                (await AskAsync(token)).Status.ShouldBe(431);
                (await ShowAsync(token)).Status.ShouldBe(431);
                var body = Encoding.ASCII.GetBytes($$"""{"refreshToken":"{{token}}"}""");
                (await RawHttp.SendAsync(App.Client, "POST /api/v1/auth/refresh HTTP/1.1", ["Content-Type: application/json", $"Content-Length: {body.Length}"], body)).Status.ShouldBe(413);
            }
        }
    }

    /// <summary>Headers that are no ASCII never become a request.</summary>
    private static bool IsRefusedByTheServerItself(RawAnswer answer) => answer is { Status: 400, Body: "" };

    private async Task<Forgery> ForgeryAsync() => Forgery.Of(App, await App.NewMemberAsync(), await App.NewAdministratorAsync());

    private Task<RawAnswer> AskAsync(string token) => RawHttp.SendAsync(App.Client, Call, $"Authorization: Bearer {token}");

    private Task<RawAnswer> ShowAsync(string token) => RawHttp.SendAsync(App.Client, "GET /account HTTP/1.1", $"Cookie: auth-access={token}", "Accept: text/html");
}
