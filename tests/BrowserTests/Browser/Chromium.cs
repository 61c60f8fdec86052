using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Auth.IntegrationTests.AuthApp))]
[assembly: AssemblyFixture(typeof(Auth.BrowserTests.Browser.Chromium))]

namespace Auth.BrowserTests.Browser;

/// <summary>
/// The one browser of the run: the program that AUTH_TEST_CHROMIUM names, else Debian's, else one on the PATH, else Playwright's own where somebody has installed it.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Setting = "AUTH_TEST_CHROMIUM";

    // As root Chromium has no sandbox; the rest keeps it from speaking to anybody but the page.
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await LaunchAsync();
    }

    /// <summary>One more browser, for a test that wants one without some of the switches that Playwright sets.</summary>
    public Task<IBrowser> LaunchAsync(params string[] without) => playwright!.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Find(),
        Headless = true,
        Args = Flags,
        IgnoreDefaultArgs = without,
    });

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        playwright?.Dispose();
    }

    private string Find()
    {
        if (Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } given)
            return File.Exists(given) ? given : throw new InvalidOperationException($"{Setting} names {given}, which is not there.");

        string[] names = OperatingSystem.IsWindows() ? ["chrome.exe"] : ["chromium", "chromium-browser", "google-chrome", "chrome"];
        var folders = $"/usr/bin{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}".Split(Path.PathSeparator);
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))
            .Append(playwright!.Chromium.ExecutablePath)
            .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"The browser tests need Chromium: install it (Debian: apt-get install chromium fonts-noto-cjk), or set {Setting} to the path of a Chromium or Chrome.");
    }
}
