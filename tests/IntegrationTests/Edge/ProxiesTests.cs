using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Edge;

/// <summary>Who says from where a request comes is believed only where the settings name them.</summary>
public sealed class ProxiesTests(AuthApp app) : AuthTest(app)
{
    private const string Proxy = "Auth:Proxies:0";

    [Fact]
    public async Task Nobody_is_believed_who_is_not_named()
    {
        (await AddressOfLoginAsync(App.Client, "203.0.113.9")).ShouldBe("127.0.0.1");
        await using var host = App.NewHost((Proxy, "127.0.0.2"), ("ForwardedHeaders_Enabled", "true"));
        using var client = await host.StartAsync();
        (await AddressOfLoginAsync(client, "203.0.113.9")).ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task The_framework_is_not_talked_into_believing_everybody()
    {
        await using var host = App.NewHost(("ForwardedHeaders_Enabled", "true"));
        using var client = await host.StartAsync();

        (await AddressOfLoginAsync(client, "203.0.113.9")).ShouldBe("127.0.0.1");
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9:5555", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("[2001:db8::7]:5555", "2001:db8::7")]
    [InlineData("6.6.6.6, 203.0.113.9", "203.0.113.9")]
    [InlineData("6.6.6.6, 203.0.113.9, 10.1.2.3, 127.0.0.1", "203.0.113.9")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("garbage", "127.0.0.1")]
    [InlineData("6.6.6.6, garbage", "127.0.0.1")]
    [InlineData("203.0.113.999", "127.0.0.1")]
    [InlineData("unknown", "127.0.0.1")]
    [InlineData("' OR 1=1 --", "127.0.0.1")]
    [InlineData(",,,", "127.0.0.1")]
    public async Task A_named_proxy_says_who_came_to_it_and_what_is_no_address_counts_as_the_proxy(string forwardedFor, string address)
    {
        await using var host = App.NewHost((Proxy, "127.0.0.1, 10.0.0.0/8"));
        using var client = await host.StartAsync();

        (await AddressOfLoginAsync(client, forwardedFor)).ShouldBe(address);
    }

    [Fact]
    public async Task Behind_a_proxy_each_network_has_its_own_count_and_an_IPv6_64_is_one()
    {
        await using var host = App.NewHost((Proxy, "127.0.0.1"));
        using var client = await host.StartAsync();
        for (var i = 0; i < 10; i++)
            (await LoginFromAsync(client, $"2001:db8:1:2::{i:x}", "nobody")).ShouldBe(401);

        (await LoginFromAsync(client, "2001:db8:1:2:ffff:ffff:ffff:ffff", "nobody")).ShouldBe(429);
        (await LoginFromAsync(client, "2001:db8:1:3::1", "nobody")).ShouldBe(401);
        (await LoginFromAsync(client, "2001:db8:1:2::1", "somebody.else")).ShouldBe(401);
    }

    [Fact]
    public async Task It_says_whether_people_come_by_https_but_not_to_which_host()
    {
        await using var host = App.NewHost((Proxy, "127.0.0.1"));
        using var client = await host.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("Accept", "text/html");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        response.Headers.Contains("Strict-Transport-Security").ShouldBeTrue();
        response.Headers.GetValues("Set-Cookie").ShouldAllBe(c => c.StartsWith("__Host-auth-") && c.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        (await response.TextAsync()).ShouldNotContain("evil.example");
        using var plain = await App.Client.GetAsync("/login", TestContext.Current.CancellationToken);
        plain.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }

    private static async Task<int> LoginFromAsync(HttpClient client, string address, string username)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/login") { Content = JsonContent.Create(new { username, password = "not the password" }) };
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        return (int)(await client.SendAsync(request)).StatusCode;
    }

    /// <summary>The address that the trail has of a refused login.</summary>
    private async Task<string?> AddressOfLoginAsync(HttpClient client, string forwardedFor)
    {
        (await LoginFromAsync(client, forwardedFor, "nobody")).ShouldBe(401);
        return (await App.QueryAsync(db => db.AuditEvents.OrderByDescending(e => e.Id).FirstAsync(e => e.Type == "login_refused"))).Address;
    }
}
