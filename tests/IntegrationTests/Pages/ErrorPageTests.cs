using System.Text;
using Auth.Application.Common;
using Auth.Application.Sessions;
using Auth.Domain.Common;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Pages;

/// <summary>What goes wrong is told to people as a page: in the frame of the others, under the address that was asked for, with the right status.</summary>
public sealed class ErrorPageTests(AuthApp app) : AuthTest(app)
{
    [Theory]
    [InlineData("ko", "페이지를 찾을 수 없습니다", "첫 화면으로")]
    [InlineData("en", "Page not found", "Go to the home page")]
    public async Task An_unknown_address_is_not_found_in_either_language(string language, string heading, string button)
    {
        using var browser = new PageClient(App, language);

        var page = await browser.GetAsync("/zq7canary?<script>");

        ShouldBeError(page, 404, heading);
        page.Text("main a.button").ShouldBe(button);
        page.Response.Content.Headers.ContentLanguage.ShouldBe([language]);
        page.Find("html").GetAttribute("lang").ShouldBe(language);
    }

    [Fact]
    public async Task Somebody_signed_in_stays_so_on_it()
    {
        using var browser = await PageClient.LoggedInAsync(App, (await App.NewMemberAsync()).Username);

        var page = await browser.GetAsync("/zq7canary");

        ShouldBeError(page, 404, "페이지를 찾을 수 없습니다");
        page.Document.QuerySelector("form[action='/session/log-out']").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/session/log-out")]
    public async Task A_form_of_more_than_the_limit_is_refused(string address)
    {
        using var browser = new PageClient(App);

        var page = await browser.PostAsync(address, ("username", new string('a', 33 * 1024)));

        ShouldBeError(page, 413, "보낸 내용이 너무 큽니다");
    }

    [Theory]
    [InlineData("{\"username\":\"a\",\"password\":\"b\"}", "application/json")]
    [InlineData("username=a&password=b", "text/plain")]
    [InlineData("username=a&password=b", "")]
    [InlineData("username=a&password=b", "application/x-www-form-urlencoded; charset=utf-16")]
    [InlineData("username", "multipart/form-data")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=username\r\n\r\na", "multipart/form-data; boundary=x")]
    public async Task What_is_no_form_is_refused(string body, string contentType)
    {
        using var browser = new PageClient(App);
        foreach (var address in new[] { "/login", "/session/log-out", "/session/renew" })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType.Length > 0)
                content.Headers.TryAddWithoutValidation("Content-Type", contentType).ShouldBeTrue();

            ShouldBeError(await browser.SendAsync(HttpMethod.Post, address, content), 400, "요청을 처리하지 못했습니다");
        }
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/session/log-out")]
    public async Task A_form_of_more_fields_than_any_has_is_refused(string address)
    {
        using var browser = new PageClient(App);
        var fields = Enumerable.Range(0, 1100).Select(i => ($"f{i}", "")).ToArray();

        ShouldBeError(await browser.PostAsync(address, fields), 400, "요청을 처리하지 못했습니다");
    }

    [Fact]
    public async Task Garbage_in_a_form_of_ours_is_a_wrong_field_and_no_failure()
    {
        using var browser = new PageClient(App);
        var page = await browser.GetAsync("/sign-up");

        var shown = await browser.SubmitAsync(
            page, "main form", ("username", "\u0001\u202e<script>"), ("name", "{0}%00%s"), ("birthYear", "zq7"), ("birthMonth", "-1"), ("birthDay", "9999999999999999999"));

        shown.Status.ShouldBe(422);
        shown.Document.QuerySelectorAll("main script").ShouldBeEmpty();
        shown.ErrorAt("username").ShouldBe("아이디는 영문, 숫자와 . _ - 로 2~32자를 입력해 주세요.");
    }

    [Fact]
    public async Task A_network_past_its_share_is_asked_to_wait()
    {
        await using var host = App.NewHost(("Auth:Throttling:AnonymousRequestsPerMinute", "3"));
        using var browser = new PageClient((await host.StartAsync()).BaseAddress!);

        var page = await browser.GetAsync("/login?a=1");
        for (var i = 0; i < 3; i++)
            page = await browser.GetAsync("/login?a=1");

        ShouldBeError(page, 429, "잠시 뒤에 다시 해 주세요");
        page.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        page.Find("main a.button").GetAttribute("href").ShouldBe("/login?a=1");
    }

    [Fact]
    public async Task Too_many_wrong_passwords_keep_the_form_and_say_when()
    {
        await using var host = App.NewHost(("Auth:Throttling:FailuresPerAccount", "1"));
        using var browser = new PageClient((await host.StartAsync()).BaseAddress!);
        var page = await browser.GetAsync("/login");
        for (var i = 0; i < 2; i++)
            page = await browser.SubmitAsync(page, "main form", ("username", "nobody"), ("password", "wrong password"));

        page.ShouldRefuse(429, "로그인 시도가 많아 잠시 막혔습니다. 15분 뒤에 다시 해 주세요.");
        page.ValueOf("username").ShouldBe("nobody");
        page.Response.Headers.RetryAfter!.Delta!.Value.TotalMinutes.ShouldBeInRange(1, 15);
    }

    [Fact]
    public async Task A_service_that_is_not_ready_says_so_and_looks_as_ever()
    {
        await using var host = App.NewHost(("ConnectionStrings:Auth", "Server=127.0.0.1;Port=1;Database=auth;User ID=auth;Password=auth"));
        host.StartServer();
        using var client = host.CreateClient();
        using var browser = new PageClient(client.BaseAddress!, language: "en");

        var page = await browser.GetAsync("/login");

        ShouldBeError(page, 503, "Not available at the moment");
        foreach (var asset in page.Document.QuerySelectorAll("link[href], script[src]").Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!))
            (await browser.GetAsync(asset)).Status.ShouldBe(200, asset);
    }

    [Fact]
    public async Task A_failure_gives_a_number_to_quote_and_nothing_of_the_inside()
    {
        await using var host = new AuthHost(
            App.Settings, App.Clock, replace: services => services.AddScoped<IUseCases>(provider => new Failing(ActivatorUtilities.CreateInstance<UseCases>(provider))));
        using var browser = new PageClient((await host.StartAsync()).BaseAddress!);

        var page = await browser.SubmitAsync(await browser.GetAsync("/login"), "main form", ("username", "somebody"), ("password", "zq7canary"));

        ShouldBeError(page, 500, "문제가 생겼습니다");
        var number = page.Text(".trace code");
        number.ShouldMatch("^[0-9a-f]{32}$");
        host.Logs.Lines.ShouldContain(line => line.Contains("The inside", StringComparison.Ordinal));
        foreach (var inside in new[] { "The inside", "Exception", "   at ", ".cs:", "zq7canary" })
            page.Html.ShouldNotContain(inside, Case.Sensitive);
    }

    private static void ShouldBeError(PageView page, int status, string heading)
    {
        page.Status.ShouldBe(status, page.Html);
        page.Heading.ShouldBe(heading);
        page.Document.Title.ShouldBe($"{heading} – Auth");
        page.Document.QuerySelector("header nav").ShouldNotBeNull();
        page.Response.Headers.Location.ShouldBeNull();
        page.Html.ShouldNotContain("zq7canary?<script>");
    }

    private sealed class Failing(IUseCases others) : IUseCases
    {
        public Task<Result<T>> SendAsync<T>(IUseCase<T> request, CancellationToken cancellationToken) =>
            request is Login ? throw new InvalidOperationException("The inside.") : others.SendAsync(request, cancellationToken);
    }
}
