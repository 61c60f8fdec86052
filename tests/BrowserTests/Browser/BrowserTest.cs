using Auth.IntegrationTests;

namespace Auth.BrowserTests.Browser;

/// <summary>
/// Base of the tests: each begins without people and with fresh browser profiles, and fails at its end where the browser complained of anything that the test had not foretold.
/// </summary>
public abstract class BrowserTest(AuthApp app, Chromium chromium) : IAsyncLifetime
{
    private readonly List<Tab> tabs = [];

    protected AuthApp App { get; } = app;

    protected Chromium Chromium { get; } = chromium;

    public async ValueTask InitializeAsync() => await App.ResetAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var tab in tabs)
        {
            if (failed)
                await Screenshots.KeepForInquestAsync(tab);
            await tab.DisposeAsync();
        }

        if (!failed)
            tabs.ForEach(tab => tab.Watch.ShouldHaveSeenNothing());
    }

    protected Task<Tab> OpenAsync(string look) => OpenAsync(Look.Parse(look));

    protected async Task<Tab> OpenAsync(Look? look = null)
    {
        var tab = await Tab.OpenAsync(Chromium.Browser, App.Client.BaseAddress!, look ?? new());
        tabs.Add(tab);
        return tab;
    }
}
