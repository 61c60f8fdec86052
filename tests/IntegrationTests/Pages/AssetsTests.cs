using System.IO.Compression;

namespace Auth.IntegrationTests.Pages;

/// <summary>What pages need besides their HTML: small, kept for ever, and changed only under another address.</summary>
public sealed class AssetsTests(AuthApp app) : AuthTest(app)
{
    private const int LargestStylesheet = 8 * 1024;
    private const int LargestScripts = 5 * 1024;

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Compressed_the_stylesheet_and_the_scripts_are_small(string encoding)
    {
        var sizes = new Dictionary<string, long>();
        foreach (var asset in await OfEveryPageAsync())
        {
            using var response = await SendAsync(HttpMethod.Get, asset, encoding);
            response.Content.Headers.ContentEncoding.ShouldBe([encoding]);
            var content = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            content.Length.ShouldBe((int)response.Content.Headers.ContentLength!.Value);
            var type = response.Content.Headers.ContentType!.ToString();
            sizes[type] = sizes.GetValueOrDefault(type) + content.Length;
            using var plain = await SendAsync(HttpMethod.Get, asset);
            Inflate(content, encoding).ShouldBe(await plain.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        sizes.Keys.ShouldBe(["text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml"], ignoreOrder: true);
        sizes["text/css; charset=utf-8"].ShouldBeInRange(1, LargestStylesheet);
        sizes["text/javascript; charset=utf-8"].ShouldBeInRange(1, LargestScripts);
    }

    [Fact]
    public async Task They_may_be_kept_for_ever()
    {
        foreach (var asset in await OfEveryPageAsync())
        {
            using var response = await SendAsync(HttpMethod.Get, asset);
            response.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
            response.Headers.Vary.ShouldBe(["Accept-Encoding"]);
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
            response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0", null)]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("zq7canary", null)]
    [InlineData("", null)]
    public async Task An_encoding_that_is_not_wanted_is_not_sent(string accepted, string? encoding)
    {
        using var response = await SendAsync(HttpMethod.Get, (await OfEveryPageAsync())[0], accepted);

        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        response.Content.Headers.ContentEncoding.SingleOrDefault().ShouldBe(encoding);
    }

    [Fact]
    public async Task HEAD_says_how_long_it_is()
    {
        using var response = await SendAsync(HttpMethod.Head, (await OfEveryPageAsync())[0]);

        response.Content.Headers.ContentLength!.Value.ShouldBeGreaterThan(0);
        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/assets/site.css")]
    [InlineData("/assets/site.0000000000000000.css")]
    [InlineData("/assets/")]
    [InlineData("/assets/../appsettings.json")]
    [InlineData("/assets/%2e%2e/appsettings.json")]
    public async Task An_address_that_names_no_content_is_not_found(string address)
    {
        using var response = await SendAsync(HttpMethod.Get, address);

        await response.ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task They_take_nothing()
    {
        using var response = await SendAsync(HttpMethod.Post, (await OfEveryPageAsync())[0]);

        await response.ShouldBeProblemAsync(404, "not_found");
    }

    private async Task<List<string>> OfEveryPageAsync()
    {
        using var browser = new PageClient(App);
        var found = new HashSet<string>();
        foreach (var address in new[] { "/", "/login", "/sign-up", "/consent", "/zq7canary" })
        {
            var page = await browser.GetAsync(address);
            found.UnionWith(page.Document.QuerySelectorAll("link[href], script[src], img[src]").Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!));
        }

        found.ShouldAllBe(address => address.StartsWith("/assets/", StringComparison.Ordinal));
        return [.. found];
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, string? encodings = null)
    {
        var request = new HttpRequestMessage(method, address);
        if (encodings is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encodings);
        return App.Client.SendAsync(request);
    }

    private static byte[] Inflate(byte[] content, string encoding)
    {
        using Stream inflating = encoding == "br"
            ? new BrotliStream(new MemoryStream(content), CompressionMode.Decompress)
            : new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        inflating.CopyTo(inflated);
        return inflated.ToArray();
    }
}
