namespace Auth.IntegrationTests.Edge;

public sealed class MalformedRequestTests(AuthApp app) : AuthTest(app)
{
    private static readonly string[] OddValues =
    [
        "", "%20", "%00", "x%00y", "%FF", "%C0%AF", "%ED%A0%80", "%E2%82", "%F0%9F%98%80", "%25", "%5F%25%5C", "'%20OR%201=1--", "zq7canary", "-1", "0", "99999999999999999999", "1e9",
        "null", "true", "%7B%7D", "[]", "%E2%80%AE", "%EF%BF%BE", "%EF%BB%BF", new('a', 4000),
    ];

    [Fact]
    public async Task Odd_and_repeated_query_parameters_never_break_a_call()
    {
        var administrator = await App.NewAdministratorAsync();
        var calls = Calls.WithQuery(App.Host).ToArray();
        calls.Length.ShouldBeGreaterThan(1);
        foreach (var (path, parameters) in calls)
        {
            foreach (var parameter in parameters)
            {
                foreach (var value in OddValues)
                {
                    await (await administrator.Client.SendAsync("GET", $"{path}?{parameter}={value}")).ShouldNotFailAsync($"{path} {parameter}={value[..Math.Min(20, value.Length)]}");
                    await (await administrator.Client.SendAsync("GET", $"{path}?{parameter}={value}&{parameter}=1")).ShouldNotFailAsync($"{path} {parameter} twice");
                }

                await (await administrator.Client.SendAsync("GET", $"{path}?{parameter}[]=1&{parameter}[x]=1&=&&")).ShouldNotFailAsync(path);
            }
        }
    }

    [Theory]
    [InlineData("limit=5&limit=6")]
    [InlineData("role=admin&role=member")]
    [InlineData("status=active&status=suspended")]
    [InlineData("sort=name&sort=username")]
    public async Task A_repeated_parameter_is_refused_rather_than_chosen_from(string query)
    {
        var administrator = await App.NewAdministratorAsync();

        await (await administrator.Client.SendAsync("GET", $"/api/v1/users?{query}")).ShouldRefuseFieldsAsync(query[..query.IndexOf('=', StringComparison.Ordinal)]);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("zq7canary")]
    [InlineData("%00")]
    [InlineData("%FF")]
    [InlineData("%2e%2e")]
    [InlineData("00000000-0000-0000-0000-00000000000g")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("%7B00000000-0000-0000-0000-000000000000%7D")]
    [InlineData("(00000000-0000-0000-0000-000000000000)")]
    [InlineData("00000000-0000-0000-0000-000000000000%20")]
    [InlineData("00000000-0000-0000-0000-000000000000%00")]
    public async Task An_id_that_is_no_UUID_is_refused(string id)
    {
        var administrator = await App.NewAdministratorAsync();
        var calls = Calls.Of(App.Host).Where(c => c.Route.Contains("{id", StringComparison.Ordinal)).ToArray();
        calls.Length.ShouldBeGreaterThan(4);
        foreach (var call in calls)
        {
            var path = call.Route.Replace("{id:uuid}", id, StringComparison.Ordinal);
            var answer = await RawHttp.SendAsync(
                App.Client, $"{call.Method} {path} HTTP/1.1", [$"Authorization: Bearer {administrator.AccessToken}", "Content-Type: application/json", "Content-Length: 2"], "{}"u8.ToArray());
            answer.Status.ShouldBeInRange(400, 404, $"{call} {id}");
            if (answer.Body.Length > 0)
                Answers.ShouldBeCleanProblem(answer.Body, $"{call} {id}");
        }
    }

    [Theory]
    [InlineData("GET /api/v1/users/%zz HTTP/1.1")]
    [InlineData("GET /api/v1/users/% HTTP/1.1")]
    [InlineData("GET /api/v1/users/%1 HTTP/1.1")]
    [InlineData("GET /%00 HTTP/1.1")]
    [InlineData("GET /api/v1/users/me\0 HTTP/1.1")]
    [InlineData("GET /api/v1/users/\u00e9 HTTP/1.1")]
    [InlineData("GET /../../etc/passwd HTTP/1.1")]
    [InlineData("GET //api/v1/users/me HTTP/1.1")]
    [InlineData("GET \\api HTTP/1.1")]
    [InlineData("GET /health/live HTTP/9.9")]
    [InlineData("GET /health/live")]
    [InlineData("zq7canary")]
    [InlineData("G@T /health/live HTTP/1.1")]
    [InlineData("GET http:// HTTP/1.1")]
    public async Task A_request_line_that_says_nothing_known_is_refused(string requestLine)
    {
        var answer = await RawHttp.SendAsync(App.Client, requestLine);

        answer.Status.ShouldBeOneOf(400, 401, 404, 505);
        // The server itself refuses some of these before there is a request to answer in problem details.
        if (answer.Body.Length > 0)
            Answers.ShouldBeCleanProblem(answer.Body, requestLine);
    }

    [Fact]
    public async Task Query_strings_and_headers_past_bounds_are_refused()
    {
        (await RawHttp.SendAsync(App.Client, $"GET /health/live?{new string('a', 10_000)} HTTP/1.1")).Status.ShouldBe(414);
        (await RawHttp.SendAsync(App.Client, $"GET /{new string('a', 10_000)} HTTP/1.1")).Status.ShouldBe(414);
        (await RawHttp.SendAsync(App.Client, "GET /health/live HTTP/1.1", $"X-Long: {new string('a', 20_000)}")).Status.ShouldBe(431);
        (await RawHttp.SendAsync(App.Client, "GET /health/live HTTP/1.1", [.. Enumerable.Range(0, 200).Select(i => $"X-{i}: 1")])).Status.ShouldBe(431);
        (await RawHttp.SendAsync(App.Client, "GET /health/live HTTP/1.1")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("Accept-Language: ;;;q=zzz")]
    [InlineData("Accept-Language: ,,,;q=,ko;q=9999999999999999")]
    [InlineData("Accept-Language: \u00ff\u00fe")]
    [InlineData("Accept: application/zq7canary")]
    [InlineData("Accept-Encoding: zq7canary")]
    [InlineData("Accept-Charset: utf-16")]
    [InlineData("User-Agent: \u00ff\u00fezq7canary")]
    [InlineData("Cookie: =;;;=\u00ff")]
    [InlineData("Expect: zq7canary")]
    [InlineData("If-Modified-Since: zq7canary")]
    [InlineData("Range: bytes=zq7canary")]
    [InlineData("X-Forwarded-For: zq7canary, , 999.999.999.999")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("traceparent: zq7canary")]
    [InlineData("Authorization: zq7canary")]
    public async Task Odd_headers_never_break_a_call(string header)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(App.Registration());
        string[] headers = [header, "Content-Type: application/json", $"Content-Length: {body.Length}"];

        var answer = await RawHttp.SendAsync(App.Client, "POST /api/v1/auth/register HTTP/1.1", headers, body);

        answer.Status.ShouldBeOneOf(201, 400, 401);
        if (answer.Status != 201 && answer.Body.Length > 0)
            Answers.ShouldBeCleanProblem(answer.Body, header);
    }

    [Fact]
    public async Task Odd_authorization_headers_are_no_authorization()
    {
        string[] odd =
        [
            "Bearer", "Bearer ", "Bearer zq7canary", "Bearer a.b.c", "Bearer ..", "Bearer .....", $"Bearer {new string('.', 5000)}", $"Bearer {new string('a', 8000)}",
            "Bearer eyJhbGciOiJub25lIn0.e30.", "Basic YTpi", "bearer", "Digest x",
        ];
        foreach (var header in odd)
        {
            var answer = await RawHttp.SendAsync(App.Client, "GET /api/v1/users/me HTTP/1.1", $"Authorization: {header}");
            answer.Status.ShouldBe(401, header);
            Answers.ShouldBeCleanProblem(answer.Body, header).ShouldBeOneOf("token_missing", "token_invalid");
        }
    }

    [Theory]
    [InlineData("Content-Length: 2", "Transfer-Encoding: chunked")]
    [InlineData("Content-Length: 2", "Content-Length: 3")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: zq7canary")]
    [InlineData("Transfer-Encoding: zq7canary")]
    [InlineData("Transfer-Encoding: chunked, chunked")]
    public async Task Where_a_message_ends_has_one_reading(params string[] headers)
    {
        var answer = await RawHttp.SendAsync(App.Client, "POST /api/v1/auth/login HTTP/1.1", [.. headers, "Content-Type: application/json"], "{}"u8.ToArray());

        answer.Status.ShouldBeInRange(400, 499);
        if (answer.Body.Length > 0)
            Answers.ShouldBeCleanProblem(answer.Body, headers[0]);
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2;x\n{}\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}x0\r\n\r\n")]
    public async Task Broken_chunks_are_malformed(string chunks)
    {
        var answer = await RawHttp.SendAsync(
            App.Client, "POST /api/v1/auth/login HTTP/1.1", ["Transfer-Encoding: chunked", "Content-Type: application/json"], System.Text.Encoding.ASCII.GetBytes(chunks));

        answer.Status.ShouldBe(400);
        Answers.ShouldBeCleanProblem(answer.Body, chunks);
    }
}
