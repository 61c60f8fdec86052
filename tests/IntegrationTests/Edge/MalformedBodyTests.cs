using System.Net.Http.Headers;
using System.Text;
using Auth.Application.Common;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Auth.IntegrationTests.Edge;

public sealed class MalformedBodyTests(AuthApp app) : AuthTest(app)
{
    private const int LargestBody = 32 * 1024;

    /// <summary>Not JSON, or not one JSON object, or JSON that this service does not read.</summary>
    private static readonly string[] NotAnObject =
    [
        " ", "{", "}", "[", "{\"", "{\"username\"", "{\"username\":}", "{\"username\":\"x\",}", "{'username':'x'}", "{username:\"x\"}",
        "[]", "[{}]", "\"zq7canary\"", "1", "true", "NaN", "{} {}", "{}zq7canary", "{},", "// zq7canary\n{}", "{/* zq7canary */}", "\0", "{}\0", "<a>zq7canary</a>", "username=zq7canary",
        "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":NaN}", "{\"a\":tru}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}",
        Nested(9), Nested(10_000), "{\"a\":" + new string('[', 10_000),
    ];

    private static readonly string[] NoText = ["1", "1.5", "1e999999", new string('9', 1000), "true", "[]", "[\"zq7canary\"]", "{}", "{\"zq7canary\":1}"];
    private static readonly string[] NoYesOrNo = ["\"true\"", "\"false\"", "\"zq7canary\"", "1", "0", "[]", "[true]", "{}"];

    /// <summary>Half of a pair, in the order and in the places where decoders differ.</summary>
    private static readonly string[] LoneSurrogates = ["\\ud800", "\\udc00", "zq7canary\\ud83d", "\\ud83dx", "\\ude00\\ud83d", "\\uD800\\uD800"];

    /// <summary>No UTF-8: a stray byte, an overlong slash, a surrogate, a cut sequence, past the last code point.</summary>
    private static readonly byte[][] NoUtf8 = [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80]];

    public static TheoryData<string> Environments => ["Production", "Development"];

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task No_call_takes_garbage_for_a_body_in_any_environment(string environment)
    {
        await using var host = await StartAsync(environment);
        using var client = await ClientAsync(host);

        foreach (var call in Calls.WithBody(host))
        {
            foreach (var body in NotAnObject)
                await ShouldBeMalformedAsync(client, call, Encoding.UTF8.GetBytes(body));
            foreach (var field in Calls.Fields(host, call))
            {
                foreach (var body in WrongValues(field.Name, IsYesOrNo(field.PropertyType)))
                    await ShouldBeMalformedAsync(client, call, body);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task What_nobody_expected_is_told_without_its_inside_in_any_environment(string environment)
    {
        await using var host = await StartAsync(environment, services => services.Replace(ServiceDescriptor.Scoped<ISignedInCallers, Broken>()));
        using var client = await ClientAsync(host);

        var response = await client.SendAsync("GET", "/api/v1/users/me/sessions");

        ((int)response.StatusCode).ShouldBe(500);
        Answers.ShouldBeCleanProblem(await response.TextAsync(), environment).ShouldBe("internal_error");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        host.Logs.Lines.ShouldContain(line => line.Contains(Answers.Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_given_twice_is_malformed_also_when_it_is_spelled_by_escapes()
    {
        using var client = await ClientAsync(App.Host);
        foreach (var call in Calls.WithBody(App.Host))
        {
            foreach (var field in Calls.Fields(App.Host, call))
            {
                var value = IsYesOrNo(field.PropertyType) ? "true" : "\"zq7canary\"";
                var escaped = string.Concat(field.Name.Select(c => $"\\u{(int)c:x4}"));
                await ShouldBeMalformedAsync(client, call, Encoding.UTF8.GetBytes($$"""{"{{field.Name}}":{{value}},"{{field.Name}}":{{value}}}"""));
                await ShouldBeMalformedAsync(client, call, Encoding.UTF8.GetBytes($$"""{"{{field.Name}}":{{value}},"{{escaped}}":{{value}}}"""));
            }
        }
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_malformed()
    {
        using var client = await ClientAsync(App.Host);
        foreach (var call in Calls.WithBody(App.Host))
        {
            foreach (var lone in LoneSurrogates)
                await ShouldBeMalformedAsync(client, call, Encoding.UTF8.GetBytes($$"""{"{{lone}}":1}"""));
            foreach (var bytes in NoUtf8)
            {
                await ShouldBeMalformedAsync(client, call, [.. "{\""u8, .. bytes, .. "\":1}"u8]);
                await ShouldBeMalformedAsync(client, call, [.. "{\"unknown\":\""u8, .. bytes, .. "\"}"u8]);
            }
        }
    }

    [Fact]
    public async Task Names_in_another_case_are_not_read()
    {
        var body = App.Registration().ToDictionary(f => char.ToUpperInvariant(f.Key[0]) + f.Key[1..], f => f.Value);

        await (await App.RegisterAsync(body)).ShouldRefuseFieldsAsync("username", "password", "name", "nickname", "consentToPersonalData");
    }

    [Fact]
    public async Task Eight_levels_are_read_and_the_unknown_in_them_is_passed_over()
    {
        var response = await App.Client.SendAsync("POST", "/api/v1/auth/register", Encoding.UTF8.GetBytes(Nested(8)));

        await response.ShouldBeProblemAsync(400, "validation_failed");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/octet-stream")]
    [InlineData("application/jsonp")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/*")]
    [InlineData("*/*")]
    [InlineData("zq7canary")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=\"utf-16\"")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset=zq7canary")]
    [InlineData("application/json; charset=utf-8; charset=utf-16")]
    public async Task A_body_that_is_not_JSON_in_UTF_8_is_refused_before_it_is_read(string? contentType)
    {
        using var client = await ClientAsync(App.Host);
        foreach (var call in Calls.WithBody(App.Host))
        {
            using var response = await client.SendAsync(call.Method, call.Path, "{\"zq7canary\":"u8.ToArray(), contentType);
            await response.ShouldBeRefusalAsync(415, "unsupported_media_type", $"{call} {contentType}");
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("APPLICATION/JSON;charset=UTF-8")]
    public async Task JSON_in_UTF_8_is_read_however_it_is_announced(string contentType)
    {
        using var response = await App.Client.SendAsync("POST", "/api/v1/auth/login", "{}"u8.ToArray(), contentType);

        await response.ShouldRefuseFieldsAsync("username", "password");
    }

    [Fact]
    public async Task No_body_where_one_is_needed_is_refused()
    {
        using var client = await ClientAsync(App.Host);
        foreach (var call in Calls.WithBody(App.Host).Where(c => !c.Body!.IsOptional))
        {
            foreach (var body in new[] { "", "null" })
            {
                using var response = await client.SendAsync(call.Method, call.Path, Encoding.UTF8.GetBytes(body));
                await response.ShouldBeRefusalAsync(400, "malformed_json", $"{call} '{body}'");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_32_KB_is_refused_whether_its_length_is_announced_or_not(bool chunked)
    {
        using var client = await ClientAsync(App.Host);
        foreach (var call in Calls.WithBody(App.Host))
        {
            foreach (var length in new[] { LargestBody + 1, 4 * LargestBody })
            {
                using var response = await client.SendAsync(call.Method, call.Path, Padded(length), chunked: chunked);
                await response.ShouldBeRefusalAsync(413, "body_too_large", $"{call} {length}");
            }
        }
    }

    /// <summary>Of a body in chunks their own lengths and line ends count, too.</summary>
    [Theory]
    [InlineData(LargestBody, false)]
    [InlineData(LargestBody - 1024, true)]
    public async Task A_body_up_to_32_KB_is_read(int length, bool chunked)
    {
        using var response = await App.Client.SendAsync("POST", "/api/v1/auth/login", Padded(length), chunked: chunked);

        await response.ShouldRefuseFieldsAsync("username", "password");
    }

    [Fact]
    public async Task A_byte_order_mark_changes_nothing()
    {
        using var response = await App.Client.SendAsync("POST", "/api/v1/auth/login", [0xEF, 0xBB, 0xBF, .. "{}"u8]);

        await response.ShouldBeRefusalAsync("byte order mark");
    }

    [Fact]
    public async Task Odd_texts_in_any_field_never_break_a_call()
    {
        string[] odd = ["", " ", "\\u0000", "x\\u0000y", "\\u202e", "\\ufeff", "\\ufffe", "\\ud83d\\ude00", "' OR 1=1 --", "%", "\\\\", "../..", "{0}", "${x}", new string('a', 30_000)];
        using var client = await ClientAsync(App.Host);
        foreach (var call in Calls.WithBody(App.Host))
        {
            foreach (var field in Calls.Fields(App.Host, call).Where(f => !IsYesOrNo(f.PropertyType)))
            {
                foreach (var text in odd)
                {
                    using var response = await client.SendAsync(call.Method, call.Path, Encoding.UTF8.GetBytes($$"""{"{{field.Name}}":"{{text}}"}"""));
                    await response.ShouldNotFailAsync($"{call} {field.Name} {text[..Math.Min(20, text.Length)]}");
                }
            }
        }

        (await client.SendAsync("GET", "/api/v1/users/me")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, "the calls were not sent as somebody signed in");
    }

    /// <summary>A good body with some bytes overwritten, cut out, doubled or put in: whatever comes of it, it is never a failure of ours.</summary>
    [Fact]
    public async Task A_mangled_body_never_breaks_a_call()
    {
        var member = await App.NewMemberAsync();
        var good = App.FullRegistration("mangled").ToDictionary();
        good["currentPassword"] = good["newPassword"] = good["refreshToken"] = good["setupCode"] = "wrong but well formed";
        var seed = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(good);
        var calls = Calls.WithBody(App.Host).Where(c => c.Route != "/api/v1/auth/logout").ToArray();
        var edits = Gen.Select(Gen.Int[0, 3], Gen.Int[0, seed.Length - 1], Gen.Byte.Array[1, 8]).List[1, 6];

        await Gen.Select(Gen.Int[0, calls.Length - 1].Select(i => calls[i]), edits).SampleAsync(
            async mangled =>
            {
                var (call, changes) = mangled;
                var body = changes.Aggregate(seed.ToList(), Mangle).ToArray();
                using var response = await member.Client.SendAsync(call.Method, call.Path, body);
                ((int)response.StatusCode).ShouldBeLessThan(500, $"{call} {Convert.ToBase64String(body)}");
            },
            iter: 400, threads: 2);
    }

    private static List<byte> Mangle(List<byte> body, (int Kind, int At, byte[] Bytes) edit)
    {
        var at = Math.Min(edit.At, body.Count);
        switch (edit.Kind)
        {
            case 0:
                body.InsertRange(at, edit.Bytes);
                break;
            case 1:
                body.RemoveRange(at, Math.Min(edit.Bytes.Length, body.Count - at));
                break;
            case 2:
                body.InsertRange(at, body.Skip(at).Take(edit.Bytes[0]).ToArray());
                break;
            default:
                for (var i = at; i < Math.Min(at + edit.Bytes.Length, body.Count); i++)
                    body[i] = edit.Bytes[i - at];
                break;
        }

        return body;
    }

    private static IEnumerable<byte[]> WrongValues(string field, bool yesOrNo)
    {
        foreach (var value in yesOrNo ? NoYesOrNo : NoText)
            yield return Encoding.UTF8.GetBytes($$"""{"{{field}}":{{value}}}""");
        if (yesOrNo)
            yield break;
        foreach (var lone in LoneSurrogates)
            yield return Encoding.UTF8.GetBytes($$"""{"{{field}}":"{{lone}}"}""");
        foreach (var bytes in NoUtf8)
            yield return [.. Encoding.UTF8.GetBytes($$"""{"{{field}}":"zq7canary"""), .. bytes, .. "\"}"u8];
    }

    private static bool IsYesOrNo(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(bool);

    private static string Nested(int levels) => "{\"a\":" + new string('[', levels - 1) + new string(']', levels - 1) + "}";

    private static byte[] Padded(int length) => Encoding.UTF8.GetBytes("{\"padding\":\"" + new string('x', length - 14) + "\"}");

    private static async Task ShouldBeMalformedAsync(HttpClient client, Call call, byte[] body)
    {
        using var response = await client.SendAsync(call.Method, call.Path, body);
        await response.ShouldBeRefusalAsync(400, "malformed_json", $"{call} {Encoding.Latin1.GetString(body, 0, Math.Min(80, body.Length))}");
    }

    /// <summary>Another host on the same database: the same people and tokens, in another environment.</summary>
    private async Task<AuthHost> StartAsync(string environment, Action<IServiceCollection>? replace = null)
    {
        var settings = new Dictionary<string, string>(App.Settings) { ["Auth:Passwords:Cost"] = "10" };
        var host = new AuthHost(settings, App.Clock, environment, replace);
        (await host.StartAsync()).Dispose();
        return host;
    }

    /// <summary>A client that may send every call of the host.</summary>
    private async Task<HttpClient> ClientAsync(AuthHost host)
    {
        var administrator = await App.NewAdministratorAsync();
        var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", administrator.AccessToken);
        return client;
    }

    private sealed class Broken : ISignedInCallers
    {
        public Task<SignedInCaller?> FindAsync(Identity identity, CancellationToken cancellationToken) =>
            throw new InvalidOperationException(Answers.Canary);
    }
}
