using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Auth.BrowserTests.Browser;

/// <summary>Somebody at a browser of their own with an empty profile, and the page they look at.</summary>
public sealed class Tab : IAsyncDisposable
{
    private const int PatienceMilliseconds = 30_000;

    private readonly Uri origin;
    private IResponse? answer;

    private Tab(IBrowserContext context, IPage page, Uri origin, Look look, Watch watch)
    {
        Context = context;
        Page = page;
        this.origin = origin;
        Look = look;
        Watch = watch;
        page.Response += (_, response) =>
        {
            if (response.Request.IsNavigationRequest)
                answer = response;
        };
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public Look Look { get; private set; }

    public Watch Watch { get; }

    /// <summary>The answer that the page shown came in.</summary>
    public IResponse Answer => answer ?? throw new InvalidOperationException("No page has been opened yet.");

    /// <summary>Path and query of the page shown.</summary>
    public string Path => new Uri(Page.Url).PathAndQuery;

    public static async Task<Tab> OpenAsync(IBrowser browser, Uri origin, Look look)
    {
        var context = await browser.NewContextAsync(new()
        {
            Locale = look.Says("ko-KR", "en-GB"),
            ColorScheme = Scheme(look),
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = look.Width, Height = look.Height },
            JavaScriptEnabled = look.JavaScript,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        var watch = await Watch.OverAsync(context, origin, look.JavaScript);
        return new Tab(context, await context.NewPageAsync(), origin, look, watch);
    }

    /// <summary>Another tab beside this one, with the same cookies.</summary>
    public async Task<Tab> OpenAnotherAsync() => new(Context, await Context.NewPageAsync(), origin, Look, Watch);

    public string Says(string korean, string english) => Look.Says(korean, english);

    /// <summary>Looks at the same page in another theme of the system and another width.</summary>
    public async Task TurnAsync(string theme, int width)
    {
        Look = Look with { Theme = theme, Width = width };
        await Page.EmulateMediaAsync(new() { ColorScheme = Scheme(Look) });
        await Page.SetViewportSizeAsync(width, Look.Height);
    }

    public Task GoToAsync(string path) => Page.GotoAsync(new Uri(origin, path).ToString());

    /// <summary>Does what leads to another page, and waits until that one is there.</summary>
    public async Task LeaveByAsync(Func<Task> act)
    {
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Loaded(object? sender, IPage page) => loaded.TrySetResult();
        Page.Load += Loaded;
        try
        {
            await act();
            await loaded.Task.WaitAsync(TimeSpan.FromMilliseconds(PatienceMilliseconds));
        }
        finally
        {
            Page.Load -= Loaded;
        }
    }

    /// <summary>Presses what leads to another page.</summary>
    public Task LeaveByAsync(ILocator press) => LeaveByAsync(() => press.ClickAsync());

    public void ShouldBeAt(string path) => Path.ShouldBe(path);

    public void ShouldBeAt(Regex path) => Path.ShouldMatch(path.ToString());

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    private static ColorScheme Scheme(Look look) => look.Theme == "dark" ? ColorScheme.Dark : ColorScheme.Light;
}
