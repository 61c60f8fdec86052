using Microsoft.Playwright;

namespace Auth.BrowserTests.Pages;

/// <summary>A field of a form with what belongs to it. Its control's id is its name.</summary>
public sealed class Field(IPage page, string name)
{
    public ILocator Control => page.Locator($"#{name}");

    /// <summary>The radio button or tick box of a group that stands for a value.</summary>
    public ILocator Choice(string value) => page.Locator($"input[name='{name}'][value='{value}']");

    public ILocator Label => page.Locator($"label[for='{name}']");

    public ILocator Hint => page.Locator($"#{name}-hint");

    public ILocator Error => page.Locator($"#{name}-error");

    public ILocator ShowButton => page.Locator($"button[aria-controls='{name}']");

    public Task FillAsync(string value) => Control.FillAsync(value);

    public Task<string> ValueAsync() => Control.InputValueAsync();

    public async Task<bool> MarkedWrongAsync() => await Control.GetAttributeAsync("aria-invalid") == "true";

    /// <summary>What a screen reader says of the control after its label: the texts that it, or the group around it, is described by.</summary>
    public Task<string> DescriptionAsync() => Control.EvaluateAsync<string>("""
        control => [control, control.closest('fieldset')]
            .flatMap(element => (element?.getAttribute('aria-describedby') ?? '').split(' ').filter(id => id))
            .map(id => document.getElementById(id)?.innerText ?? `(${id} is missing)`)
            .join(' ')
        """);
}
