using Auth.Application.Credentials;
using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.IntegrationTests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MySqlConnector;

namespace Auth.BrowserTests;

public sealed class ErrorPageTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    [Theory, InlineData("ko-light-360"), InlineData("en-light-360")]
    public async Task A_fault_of_ours_comes_with_a_number_to_quote(string look)
    {
        await using var host = new AuthHost(App.Settings, App.Clock, replace: services => services.AddSingleton<IPasswordHasher, Faulty>());
        var tab = await OpenAsync(Look.Parse(look), (await host.StartAsync()).BaseAddress!);
        tab.Watch.Expect("answer: 500");
        tab.Watch.Expect("status of 500");
        var login = await LoginPage.OpenAsync(tab);

        await login.SubmitAsync("minji", "a password");

        tab.Answer.Status.ShouldBe(500);
        tab.ShouldBeAt("/login");
        await login.ShouldBeTitledAsync("문제가 생겼습니다", "Something went wrong");
        (await login.Main.Locator("code").InnerTextAsync()).ShouldNotBeNullOrWhiteSpace();
        (await tab.Page.ContentAsync()).ShouldNotContain(Faulty.Words);
        await tab.InspectAsync("error-500");
    }

    [Theory, InlineData("ko-light-360"), InlineData("en-light-360")]
    public async Task A_service_that_is_not_ready_yet_offers_to_try_again(string look)
    {
        const string database = "ConnectionStrings:Auth";
        await using var host = App.NewHost((database, new MySqlConnectionStringBuilder(App.Settings[database]) { Port = 1 }.ConnectionString));
        host.StartServer();
        using var client = host.CreateClient();
        var tab = await OpenAsync(Look.Parse(look), client.BaseAddress!);
        tab.Watch.Expect("answer: 503");
        tab.Watch.Expect("status of 503");

        await tab.GoToAsync("/login?next=%2Faccount");

        tab.Answer.Status.ShouldBe(503);
        var page = new MessagePage(tab);
        await page.ShouldBeTitledAsync("지금은 이용할 수 없습니다", "Not available at the moment");
        await Assertions.Expect(page.Onward).ToHaveAttributeAsync("href", "/login?next=%2Faccount");
        await tab.InspectAsync("error-503");
    }

    [Theory, InlineData("ko-light-360"), InlineData("en-light-360")]
    public async Task Too_many_requests_are_asked_to_wait(string look)
    {
        await using var host = App.NewHost(("Auth:Throttling:AnonymousRequestsPerMinute", "1"));
        var tab = await OpenAsync(Look.Parse(look), (await host.StartAsync()).BaseAddress!);
        await tab.GoToAsync("/login");

        await tab.GoToAsync("/login");

        tab.Answer.Status.ShouldBe(429);
        await new MessagePage(tab).ShouldBeTitledAsync("잠시 뒤에 다시 해 주세요", "Please wait a moment");
        await tab.InspectAsync("error-429");
    }

    private sealed class Faulty : IPasswordHasher
    {
        public const string Words = "nobody outside shall read this";

        public Task<Result<PasswordHash>> HashAsync(Secret password, CancellationToken cancellationToken) => throw new InvalidOperationException(Words);

        public Task<Result<bool>> VerifyAsync(Secret password, PasswordHash? hash, CancellationToken cancellationToken) => throw new InvalidOperationException(Words);

        public PasswordHash? Read(string hash, string? pepperId) => null;

        public bool IsOutdated(PasswordHash hash) => false;
    }
}
