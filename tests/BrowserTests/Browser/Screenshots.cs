namespace Auth.BrowserTests.Browser;

/// <summary>Pictures of the pages, as build output: artifacts/screenshots/{page}-{language}-{theme}-{width}.png.</summary>
public static class Screenshots
{
    public static Task ShootAsync(this Tab tab, string name) =>
        tab.Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(Repository.Artifacts, "screenshots", $"{name}-{tab.Look}.png") });

    /// <summary>What a failed test saw last.</summary>
    public static async Task KeepForInquestAsync(Tab tab)
    {
        var name = string.Concat(TestContext.Current.Test!.TestDisplayName.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' ? c : '.'));
        var file = Path.Combine(Repository.Artifacts, "failures", name[..Math.Min(name.Length, 150)]);
        await tab.Page.ScreenshotAsync(new() { FullPage = true, Path = $"{file}.png" });
        await File.WriteAllTextAsync($"{file}.html", await tab.Page.ContentAsync());
    }
}
