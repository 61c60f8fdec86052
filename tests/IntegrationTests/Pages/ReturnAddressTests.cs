namespace Auth.IntegrationTests.Pages;

/// <summary>An address to go back to that came with a request leads to this service and nowhere else.</summary>
public sealed class ReturnAddressTests(AuthApp app) : AuthTest(app)
{
    public static TheoryData<string> Elsewhere =>
    [
        "", " ", "https://example.com", "http:example.com", "https:/example.com", "javascript:alert(1)", "data:text/html,x", "//example.com", "///example.com", "/\\example.com",
        "\\example.com", "\\\\example.com", "\\/example.com", "/\t/example.com", "/\n/example.com", "/\r/example.com", "\t//example.com", " //example.com", "/ /example.com",
        "/\u007f/example.com", "example.com", ".//example.com", "@example.com", "/한글", "/\u2028/example.com", "?next=/", "#/", "/a\r\nSet-Cookie: a=b",
    ];

    public static TheoryData<string> Here => ["/", "/consent", "/consent?a=1&b=%ED%95%9C#c", "/%2f%2fexample.com", "/%5Cexample.com", "/@example.com", "/a//b", "/.example.com"];

    [Theory, MemberData(nameof(Elsewhere))]
    public async Task Another_place_is_passed_over(string address)
    {
        using var browser = new PageClient(App);

        (await LogInAsync(browser, address)).ShouldLeadTo("/account");

        (await browser.GetAsync(Next("/login", address))).ShouldLeadTo("/account");
        var renewed = await browser.GetAsync(Next("/session/renew", address));
        renewed.Status.ShouldBe(302);
        renewed.Location.ShouldBe("/");
        (await ChooseThemeAsync(browser, address)).ShouldLeadTo("/");
        using var visitor = new PageClient(App);
        (await visitor.GetAsync(Next("/session/renew", address))).ShouldLeadTo("/");
    }

    [Theory, MemberData(nameof(Here))]
    public async Task A_place_of_this_service_is_gone_back_to(string address)
    {
        using var browser = new PageClient(App);

        (await LogInAsync(browser, address)).ShouldLeadTo(address);

        (await browser.GetAsync(Next("/login", address))).ShouldLeadTo(address);
        (await browser.GetAsync(Next("/session/renew", address))).Location.ShouldBe(address);
        (await ChooseThemeAsync(browser, address)).ShouldLeadTo(address);
    }

    [Theory]
    [InlineData("//example.com/a")]
    [InlineData("/.//example.com/a")]
    [InlineData("/\\example.com/a")]
    [InlineData("/%5Cexample.com/a")]
    public async Task The_page_of_an_unknown_address_links_nowhere_else(string address)
    {
        var answer = await Edge.RawHttp.SendAsync(App.Client, $"GET {address}?lang=en HTTP/1.1", "Accept: text/html");

        answer.Status.ShouldBe(404);
        answer.Body.ShouldContain("Page not found");
        answer.Body.ShouldNotContain("\"//");
        answer.Body.ShouldNotContain("\"/\\");
    }

    private static string Next(string page, string address) => $"{page}?next={Uri.EscapeDataString(address)}";

    private async Task<PageView> LogInAsync(PageClient browser, string next) => await browser.SubmitAsync(
        await browser.GetAsync(Next("/login", next)), "main form", ("username", (await App.NewMemberAsync()).Username), ("password", AuthApp.Password));

    private static async Task<PageView> ChooseThemeAsync(PageClient browser, string next)
    {
        var page = await browser.GetAsync("/");
        return await browser.PostAsync("/theme", ("theme", "dark"), ("next", next), ("csrf", page.Find("form[action='/theme'] input[name=csrf]").GetAttribute("value")!));
    }
}
