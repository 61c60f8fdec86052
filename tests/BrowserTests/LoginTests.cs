using System.Globalization;
using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

public sealed class LoginTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private const string NoMatchKo = "아이디 또는 비밀번호가 일치하지 않습니다.";
    private const string NoMatchEn = "The username or password does not match.";

    private static readonly Person Minji = new("minji");

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task Somebody_logs_in_and_out(string look)
    {
        await RegisterAsync(Minji);
        var tab = await OpenAsync(look);
        var login = await LoginPage.OpenAsync(tab, "/");
        await login.ShouldBeTitledAsync("로그인", "Log in");

        await login.SubmitAsync(Minji);

        tab.ShouldBeAt("/");
        await Assertions.Expect(login.Heading).ToHaveTextAsync(tab.Says("길동 님, 안녕하세요", "Hello, 길동"));
        await login.LogOutAsync();
        tab.ShouldBeAt("/");
        await login.ShouldNotifyAsync("로그아웃했습니다.", "You are logged out.");
        await Assertions.Expect(login.LogOutButton).ToHaveCountAsync(0);
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task An_unknown_name_and_a_wrong_password_get_the_same_words(string look)
    {
        await RegisterAsync(Minji);
        var login = await LoginPage.OpenAsync(await OpenAsync(look));

        foreach (var name in new[] { "nobody", Minji.Username })
        {
            await login.SubmitAsync(name, "not the password");

            await login.ShouldRefuseAsync(("username", NoMatchKo, NoMatchEn));
            (await login.Username.ValueAsync()).ShouldBe(name);
        }
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Empty_fields_are_asked_for(string look)
    {
        var login = await LoginPage.OpenAsync(await OpenAsync(look));

        await login.SubmitAsync("", "");

        await login.ShouldRefuseAsync(
            ("username", "아이디를 입력해 주세요.", "Enter a username."),
            ("password", "비밀번호를 입력해 주세요.", "Enter your password."));
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Too_many_attempts_keep_the_form_and_say_when_to_come_back(string look)
    {
        await RegisterAsync(Minji);
        var tab = await OpenAsync(look);
        var login = await LoginPage.OpenAsync(tab);
        await ExhaustAttemptsAsync(Minji.Username);

        await login.SubmitAsync(Minji);

        tab.Answer.Status.ShouldBe(429);
        var minutes = Math.Ceiling(int.Parse(tab.Answer.Headers["retry-after"], CultureInfo.InvariantCulture) / 60.0);
        await Assertions.Expect(login.Errors).ToContainTextAsync(
            tab.Says($"로그인 시도가 많아 잠시 막혔습니다. {minutes}분 뒤에 다시 해 주세요.", $"Too many attempts. Try again in {minutes} minutes."));
        (await login.Username.ValueAsync()).ShouldBe(Minji.Username);
        (await login.Password.ValueAsync()).ShouldBeEmpty();
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task A_suspended_member_learns_so_after_the_right_password(string look)
    {
        var id = await RegisterAsync(Minji);
        await AuthApp.ChangeAsync(await App.NewAdministratorAsync(), id, new { status = "suspended" });
        var login = await LoginPage.OpenAsync(await OpenAsync(look));

        await login.SubmitAsync(Minji.Username, "not the password");
        await login.ShouldRefuseAsync(("username", NoMatchKo, NoMatchEn));

        await login.SubmitAsync(Minji);
        await login.ShouldRefuseAsync(("username", "이용이 정지된 계정입니다. 관리자에게 문의해 주세요.", "This account is suspended. Contact the administrator."));
    }

    [Theory]
    [InlineData("/consent?from=here#top", "/consent?from=here")]
    [InlineData("https://example.com/", "/account")]
    [InlineData("//example.com/", "/account")]
    [InlineData("/\\example.com/", "/account")]
    [InlineData("javascript:alert(1)", "/account")]
    public async Task It_leads_on_to_pages_of_its_own_only(string next, string expected)
    {
        await RegisterAsync(Minji);
        var tab = await OpenAsync();
        var login = await LoginPage.OpenAsync(tab, next);

        await login.SubmitAsync(Minji);

        tab.ShouldBeAt(expected);
    }

    [Fact]
    public async Task Whoever_is_logged_in_is_led_on_at_once()
    {
        var tab = await OpenAsync(Minji, "ko-light-360");

        await LoginPage.OpenAsync(tab, "/consent");

        tab.ShouldBeAt("/consent");
    }

    [Fact]
    public async Task An_expired_access_token_renews_itself_in_three_tabs_at_once()
    {
        var first = await OpenAsync(Minji, "ko-light-1280");
        Tab[] tabs = [first, await first.OpenAnotherAsync(), await first.OpenAnotherAsync()];
        await App.AdvanceAsync(TimeSpan.FromMinutes(11));

        await Task.WhenAll(tabs.Select(tab => tab.GoToAsync("/")));

        foreach (var tab in tabs)
        {
            tab.ShouldBeAt("/");
            await Assertions.Expect(new AnyPage(tab).LogOutButton).ToBeVisibleAsync();
        }
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task When_the_session_is_over_the_login_page_says_so_and_leads_back(string look)
    {
        var tab = await OpenAsync(Minji, look);
        await App.AdvanceAsync(TimeSpan.FromDays(400));

        await tab.GoToAsync("/account/devices");

        tab.ShouldBeAt("/login?next=%2Faccount%2Fdevices");
        var login = new LoginPage(tab);
        await login.ShouldNotifyAsync("로그인이 만료되었습니다. 다시 로그인해 주세요.", "Your session has ended. Log in again.");
        await login.SubmitAsync(Minji);
        tab.ShouldBeAt("/account/devices");
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task A_form_that_was_open_too_long_is_shown_again_as_it_was_typed(string look)
    {
        await RegisterAsync(Minji);
        var tab = await OpenAsync(look);
        var login = await LoginPage.OpenAsync(tab);
        await tab.Context.ClearCookiesAsync();

        await login.SubmitAsync(Minji);

        tab.Answer.Status.ShouldBe(400);
        await Assertions.Expect(login.Errors).ToContainTextAsync(
            tab.Says("페이지를 연 지 오래되어 저장하지 못했습니다. 다시 눌러 주세요.", "The page was open too long to save. Press the button again."));
        (await login.Username.ValueAsync()).ShouldBe(Minji.Username);
        await login.Password.FillAsync(Minji.Password);
        await tab.LeaveByAsync(login.Button);
        tab.ShouldBeAt("/account");
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task The_pressed_button_is_busy_and_a_second_press_does_nothing(string look)
    {
        await RegisterAsync(Minji);
        var tab = await OpenAsync(look);
        var login = await LoginPage.OpenAsync(tab, "/");
        var posts = 0;
        var answer = new TaskCompletionSource();
        await tab.Page.RouteAsync("**/login*", async route =>
        {
            posts++;
            await answer.Task;
            await route.ContinueAsync();
        });
        await login.Username.FillAsync(Minji.Username);
        await login.Password.FillAsync(Minji.Password);

        var place = await login.Button.BoundingBoxAsync();

        await tab.LeaveByAsync(async () =>
        {
            // In one go, since Playwright asks a page nothing more once it is being left.
            var busy = await login.Button.EvaluateAsync<string[]>("button => { button.click(); return [button.textContent, button.getAttribute('aria-disabled')]; }");
            busy.ShouldBe([tab.Says("로그인하는 중…", "Logging in…"), "true"]);
            await tab.Page.Mouse.ClickAsync(place!.X + 5, place.Y + 5);
            answer.SetResult();
        });

        posts.ShouldBe(1);
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task The_password_can_be_shown_and_is_hidden_again_when_it_is_sent(string look)
    {
        var tab = await OpenAsync(look);
        var login = await LoginPage.OpenAsync(tab);
        var show = login.Password.ShowButton;
        await login.Password.FillAsync("hidden");
        await Assertions.Expect(show).ToHaveAccessibleNameAsync(tab.Says("비밀번호 표시", "Show Password"));

        await show.ClickAsync();

        await Assertions.Expect(show).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(login.Password.Control).ToHaveAttributeAsync("type", "text");
        // In one go, since the page that comes back has a hidden field anyhow.
        await tab.LeaveByAsync(async () =>
            (await login.Password.Control.EvaluateAsync<string>("input => { input.form.requestSubmit(); return input.type; }")).ShouldBe("password"));
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Hangul_in_the_username_is_noticed_at_once(string look)
    {
        var tab = await OpenAsync(look);
        var login = await LoginPage.OpenAsync(tab);
        var live = tab.Page.Locator(".field:has(#username) [aria-live=polite]");

        await login.Username.FillAsync("ㅡmin");
        await Assertions.Expect(live).ToHaveTextAsync(tab.Says("한글이 입력되었습니다. 한/영 키를 확인해 주세요.", "Hangul was typed. Check the input language."));

        await login.Username.FillAsync("min");
        await Assertions.Expect(live).ToHaveTextAsync("");
    }
}
