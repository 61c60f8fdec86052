using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Auth.IntegrationTests.Edge;

/// <summary>What an operator opens or closes by a setting.</summary>
public sealed class EdgeSettingsTests(AuthApp app) : AuthTest(app)
{
    private const string Origin = "https://app.example.com";

    [Theory]
    [InlineData("GET", "/api/v1/users/me")]
    [InlineData("OPTIONS", "/api/v1/auth/login")]
    public async Task No_other_origin_may_read_an_answer_where_none_is_named(string method, string path)
    {
        using var response = await AskAsync(App.Client, method, path, Origin);

        response.Headers.Where(h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_origin_that_is_named_may_call_the_api_without_cookies_and_no_other_may()
    {
        await using var host = App.NewHost(("Auth:CorsOrigins:0", Origin));
        using var client = await host.StartAsync();

        using var preflight = await AskAsync(client, "OPTIONS", "/api/v1/auth/login", Origin);
        preflight.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Header(preflight, "Access-Control-Allow-Origin").ShouldBe(Origin);
        Header(preflight, "Access-Control-Allow-Headers").ShouldBe("Authorization,Content-Type,Accept-Language");
        using var answer = await AskAsync(client, "GET", "/api/v1/users/me", Origin);
        Header(answer, "Access-Control-Allow-Origin").ShouldBe(Origin);

        foreach (var response in new[] { preflight, answer })
            response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        foreach (var other in new[] { "https://evil.example", "null", "https://app.example.com.evil.example", "http://app.example.com" })
            (await AskAsync(client, "GET", "/api/v1/users/me", other)).Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse(other);
        (await AskAsync(client, "GET", "/login", Origin)).Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse("the pages are nobody else's");
    }

    [Theory]
    [InlineData("Auth:CorsOrigins:0", "*")]
    [InlineData("Auth:CorsOrigins:0", "https://app.example.com/")]
    [InlineData("Auth:CorsOrigins:0", "https://*.example.com")]
    [InlineData("Auth:SecurityContact", "security@example.com")]
    [InlineData("Auth:SecurityContact", "http://example.com/")]
    [InlineData("Auth:MostConnections", "0")]
    public async Task A_setting_that_cannot_be_meant_stops_the_host(string setting, string value)
    {
        await using var host = App.NewHost((setting, value));

        (await Should.ThrowAsync<Exception>(host.StartAsync)).ToString().ShouldContain(setting.Replace(":0", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_hosts_that_are_named_are_answered_and_refusals_are_guarded_too()
    {
        await using var host = App.NewHost(("AllowedHosts", "auth.example.com;127.0.0.1"));
        using var client = await host.StartAsync();

        client.DefaultRequestHeaders.Host = "auth.example.com";
        (await client.SendAsync("GET", "/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        client.DefaultRequestHeaders.Host = "evil.example";
        using var refused = await client.SendAsync("GET", "/api/v1/users/me");

        await refused.ShouldBeProblemAsync(400, "malformed_request");
        Header(refused, "X-Content-Type-Options").ShouldBe("nosniff");
    }

    [Fact]
    public async Task Security_txt_says_whom_to_tell_where_that_is_set()
    {
        (await App.Client.SendAsync("GET", "/.well-known/security.txt")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await using var host = App.NewHost(("Auth:SecurityContact", "mailto:security@example.com"), ("Auth:Issuer", "https://auth.example.com"));
        using var client = await host.StartAsync();

        using var response = await client.SendAsync("GET", "/.well-known/security.txt");

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        var fields = (await response.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).ToDictionary(f => f[0], f => f[1]);
        fields["Contact"].ShouldBe("mailto:security@example.com");
        fields["Canonical"].ShouldBe("https://auth.example.com/.well-known/security.txt");
        fields["Preferred-Languages"].ShouldBe("ko, en");
        (DateTimeOffset.Parse(fields["Expires"], CultureInfo.InvariantCulture) - App.Clock.GetUtcNow()).TotalDays.ShouldBeInRange(30, 365);
    }

    [Fact]
    public async Task Connections_past_the_number_that_is_set_are_closed_and_the_others_go_on()
    {
        await using var host = App.NewHost(("Auth:MostConnections", "2"));
        using var client = await host.StartAsync();
        using var second = await ConnectAsync(host);
        (await AnswersAsync(second)).ShouldBeTrue();

        using var third = await ConnectAsync(host);
        (await AnswersAsync(third)).ShouldBeFalse();
        (await client.SendAsync("GET", "/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string method, string path, string origin)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", origin);
        if (method == "OPTIONS")
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "authorization,x-csrf-token");
        }

        return await client.SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(',', response.Headers.GetValues(name));

    private static async Task<TcpClient> ConnectAsync(AuthHost host)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, host.ClientOptions.BaseAddress.Port);
        return connection;
    }

    /// <summary>Whether a connection is answered; it stays open.</summary>
    private static async Task<bool> AnswersAsync(TcpClient connection)
    {
        try
        {
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            return await connection.GetStream().ReadAsync(new byte[1]) == 1;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
