using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

/// <summary>With nothing but the keyboard: Tab, Space, Enter and letters.</summary>
public sealed class KeyboardTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private static readonly Person Minji = new("minji");

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Somebody_signs_up(string look)
    {
        var tab = await OpenAsync(look);
        var home = new AnyPage(tab);
        await tab.GoToAsync("/");
        await PressAsync(home, home.Main.Locator("a[href='/sign-up']"), "Enter");
        tab.ShouldBeAt("/sign-up");

        var signUp = new SignUpPage(tab);
        await TypeAsync(signUp, "username", Minji.Username);
        await TypeAsync(signUp, "password", Minji.Password);
        await TypeAsync(signUp, "passwordConfirm", Minji.Password);
        await TypeAsync(signUp, "name", Minji.Name);
        await TypeAsync(signUp, "nickname", Minji.Nickname);
        await signUp.TabToAsync(signUp.Details.Locator("summary"));
        await tab.Page.Keyboard.PressAsync("Enter");
        await TypeAsync(signUp, "email", "minji@example.com");
        await signUp.TabToAsync(signUp.Field("consentToPersonalData").Control);
        await tab.Page.Keyboard.PressAsync("Space");
        await signUp.TabToAsync(signUp.Field("consentToOptionalData").Control);
        await tab.Page.Keyboard.PressAsync("Space");
        await PressAsync(signUp, signUp.Button, "Enter");

        tab.ShouldBeAt("/account");
        await signUp.ShouldNotifyAsync("가입이 완료되었습니다.", "Your account is ready.");
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task A_member_logs_in_saves_and_closes_the_account(string look)
    {
        await RegisterAsync(Minji);
        var tab = await OpenAsync(look);
        var login = await LoginPage.OpenAsync(tab);
        await TypeAsync(login, "username", Minji.Username);
        await TypeAsync(login, "password", Minji.Password);
        await tab.LeaveByAsync(() => tab.Page.Keyboard.PressAsync("Enter"));
        tab.ShouldBeAt("/account");

        var account = new AccountPage(tab);
        await TypeAsync(account, "nickname", "새벽");
        await PressAsync(account, account.Button, "Space");
        await account.ShouldNotifyAsync("프로필을 저장했습니다.", "Your profile is saved.");

        await PressAsync(account, account.Page.Locator("main a[href='/account/withdraw']"), "Enter");
        var withdraw = new WithdrawPage(tab);
        await TypeAsync(withdraw, "currentPassword", Minji.Password);
        await withdraw.TabToAsync(withdraw.Confirmation.Control);
        await tab.Page.Keyboard.PressAsync("Space");
        await PressAsync(withdraw, withdraw.Button, "Enter");
        tab.ShouldBeAt("/message?code=withdrawn");
    }

    [Fact]
    public async Task The_first_stop_skips_to_the_content()
    {
        var tab = await OpenAsync("ko-light-360");
        var login = await LoginPage.OpenAsync(tab);
        await tab.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(login.SkipLink).ToBeFocusedAsync();
        await Assertions.Expect(login.SkipLink).ToBeInViewportAsync();

        await tab.Page.Keyboard.PressAsync("Enter");

        await tab.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(login.Username.Control).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("/login", "ko-light-360")]
    [InlineData("/login", "ko-dark-1280")]
    [InlineData("/sign-up", "ko-light-360")]
    [InlineData("/sign-up", "ko-dark-1280")]
    public async Task Every_stop_is_seen_and_large_enough(string path, string look)
    {
        var tab = await OpenAsync(look);
        await tab.GoToAsync(path);
        var stops = new List<string>();
        while (true)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            var stop = await tab.Page.EvaluateAsync<Stop?>("""
                () => {
                    const element = document.activeElement;
                    if (element === document.body)
                        return null;
                    const target = element.closest('label.choice') ?? element;
                    const box = target.getBoundingClientRect();
                    const style = getComputedStyle(element);
                    return {
                        name: element.outerHTML.slice(0, 100), height: Math.round(box.height), inText: element.matches('p a'),
                        isSeen: box.top >= 0 && box.bottom <= innerHeight, isOutlined: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3,
                    };
                }
                """);
            if (stop is null)
                break;
            stops.Add(stop.Name);
            stop.IsSeen.ShouldBeTrue($"{stop.Name} is not in view");
            stop.IsOutlined.ShouldBeTrue($"{stop.Name} shows no focus");
            stop.Height.ShouldBeGreaterThanOrEqualTo(stop.InText ? 24 : 44, stop.Name);
        }

        stops.Count.ShouldBeGreaterThan(8);
    }

    private static async Task TypeAsync(AnyPage page, string field, string text)
    {
        await page.TabToAsync(page.Field(field).Control);
        await page.Page.Keyboard.PressAsync("ControlOrMeta+a");
        await page.Page.Keyboard.TypeAsync(text);
    }

    private static async Task PressAsync(AnyPage page, ILocator target, string key)
    {
        await page.TabToAsync(target);
        await page.Tab.LeaveByAsync(() => page.Page.Keyboard.PressAsync(key));
    }

    private sealed record Stop(string Name, int Height, bool InText, bool IsSeen, bool IsOutlined)
    {
        public Stop()
            : this("", 0, false, false, false)
        {
        }
    }
}
