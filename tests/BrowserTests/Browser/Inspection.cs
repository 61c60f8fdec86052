namespace Auth.BrowserTests.Browser;

/// <summary>Looks at a page in both themes and three widths: takes a picture of each, and checks what must hold of every page.</summary>
public static class Inspection
{
    public static async Task InspectAsync(this Tab tab, string name)
    {
        await tab.ShouldBeWellBuiltAsync();
        await tab.ShouldBeTranslatedAsync();
        foreach (var width in Look.Widths)
        {
            foreach (var theme in Look.Themes)
            {
                await tab.TurnAsync(theme, width);
                await tab.ShouldHaveNoAxeViolationsAsync();
                await tab.ShootAsync(name);
            }
        }

        await tab.ShouldNotScrollSidewaysAsync();
    }
}
