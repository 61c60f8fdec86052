using Auth.BrowserTests.Browser;
using Microsoft.Playwright;

namespace Auth.BrowserTests.Pages;

/// <summary>What all pages have: header, notice, error summary, fields, footer.</summary>
public class AnyPage(Tab tab)
{
    public Tab Tab { get; } = tab;

    public IPage Page => Tab.Page;

    public ILocator Main => Page.Locator("main#main");

    public ILocator Heading => Page.Locator("h1");

    public ILocator Navigation => Page.Locator("header nav");

    public ILocator LogOutButton => Navigation.Locator("form[action='/session/log-out'] button");

    public ILocator LanguageLink => Page.Locator("header a[hreflang]");

    public ILocator Notice => Page.Locator("#notice");

    public ILocator Errors => Page.Locator("#errors");

    public ILocator SkipLink => Page.Locator("a[href='#main']");

    public ILocator ThemeButton(string theme) => Page.Locator($"footer form[action='/theme'] button[name=theme][value={theme}]");

    public Field Field(string name) => new(Page, name);

    public Task LogOutAsync() => Tab.LeaveByAsync(LogOutButton);

    public Task SwitchLanguageAsync() => Tab.LeaveByAsync(LanguageLink);

    public Task ChooseThemeAsync(string theme) => Tab.LeaveByAsync(ThemeButton(theme));

    /// <summary>The button that sends the form with this field.</summary>
    public ILocator Submit(string field) => Page.Locator($"main form:has([name='{field}']) button:not([type=button], [name])");

    /// <summary>Presses Tab until the focus is there, as somebody without a mouse does.</summary>
    public async Task TabToAsync(ILocator target)
    {
        for (var presses = 0; !await HasFocusAsync(target); presses++)
        {
            presses.ShouldBeLessThan(80, $"Tab does not lead to {target}.");
            await Page.Keyboard.PressAsync("Tab");
        }
    }

    public static Task<bool> HasFocusAsync(ILocator target) => target.EvaluateAsync<bool>("element => element === document.activeElement");

    /// <summary>The page's one sentence on what has just succeeded.</summary>
    public async Task ShouldNotifyAsync(string korean, string english)
    {
        Tab.Answer.Status.ShouldBe(200);
        await Assertions.Expect(Notice).ToHaveAttributeAsync("role", "status");
        await Assertions.Expect(Notice).ToContainTextAsync(Tab.Says(korean, english));
    }

    public async Task ShouldBeTitledAsync(string korean, string english)
    {
        await Assertions.Expect(Heading).ToHaveTextAsync(Tab.Says(korean, english));
        (await Page.TitleAsync()).ShouldStartWith($"{Tab.Says(korean, english)} – ");
    }

    /// <summary>
    /// Expects that the form came back for exactly these fields, each with these words: in the summary, which leads to the field, and at the field, which says so to a
    /// screen reader. The focus is in the summary where scripts run.
    /// </summary>
    public async Task ShouldRefuseAsync(params (string Field, string Korean, string English)[] wrong)
    {
        Tab.Answer.Status.ShouldBe(422);
        (await Page.TitleAsync()).ShouldStartWith(Tab.Says("오류: ", "Error: "));
        await Assertions.Expect(Errors).ToHaveAttributeAsync("role", "alert");
        await Assertions.Expect(Errors).ToHaveAttributeAsync("tabindex", "-1");
        await Assertions.Expect(Errors.Locator("h2")).ToHaveTextAsync(Tab.Says("입력 내용을 확인해 주세요", "Check what you entered"));
        if (Tab.Look.JavaScript)
            await Assertions.Expect(Errors).ToBeFocusedAsync();

        var expected = wrong.Select(w => $"#{w.Field} {Tab.Says(w.Korean, w.English)}");
        var links = await Errors.Locator("a").EvaluateAllAsync<string[]>("links => links.map(link => `${link.getAttribute('href')} ${link.innerText.trim()}`)");
        links.ShouldBe(expected, ignoreOrder: true);
        foreach (var (field, korean, english) in wrong)
        {
            var control = Field(field);
            (await control.MarkedWrongAsync()).ShouldBeTrue($"{field} does not say that it is wrong");
            (await control.DescriptionAsync()).ShouldContain(Tab.Says(korean, english));
            await Errors.Locator($"a[href='#{field}']").ClickAsync();
            await Assertions.Expect(control.Control).ToBeFocusedAsync();
        }

        (await Page.Locator("input[type=password]").EvaluateAllAsync<string[]>("inputs => inputs.map(input => input.value)")).ShouldAllBe(value => value == "");
    }
}
