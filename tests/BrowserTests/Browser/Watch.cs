using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Auth.BrowserTests.Browser;

/// <summary>Collects what must not happen on any page: errors in the console, exceptions, dialogs, refused or foreign requests, breaches of the content security policy.</summary>
public sealed class Watch
{
    private const string RefusedResource = "Failed to load resource";

    // In a console line, since a page that is left takes its variables along.
    private const string ReportPolicy =
        "addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`))";

    private readonly string origin;
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly ConcurrentDictionary<string, bool> refusedPages = new();
    private readonly List<string> expected = [];

    private Watch(string origin) => this.origin = origin;

    public static async Task<Watch> OverAsync(IBrowserContext context, Uri origin, bool javaScript)
    {
        var watch = new Watch(origin.GetLeftPart(UriPartial.Authority));
        context.Console += (_, message) => watch.Hear(message);
        context.WebError += (_, error) => watch.complaints.Enqueue($"exception: {error.Error}");
        context.Dialog += (_, dialog) => watch.Refuse(dialog);
        context.Request += (_, request) => watch.See(request);
        context.Response += (_, response) => watch.See(response);
        context.RequestFailed += (_, request) => watch.SeeFailed(request);
        if (javaScript)
            await context.AddInitScriptAsync(ReportPolicy);
        return watch;
    }

    /// <summary>Says beforehand what this test provokes. It has to happen, else the test fails too.</summary>
    public void Expect(string part) => expected.Add(part);

    public void ShouldHaveSeenNothing()
    {
        var unexpected = complaints.Where(complaint => !expected.Exists(part => complaint.Contains(part, StringComparison.Ordinal)));
        unexpected.ShouldBeEmpty("The browser complains.");
        expected.Where(part => !complaints.Any(complaint => complaint.Contains(part, StringComparison.Ordinal))).ShouldBeEmpty("This was expected and did not happen.");
    }

    private void Hear(IConsoleMessage message)
    {
        // A page that is itself an answer of 4xx is part of the design, and Chromium logs it like a lost picture.
        var isRefusedPage = message.Text.StartsWith(RefusedResource, StringComparison.Ordinal) && refusedPages.Keys.Any(page => message.Location.StartsWith($"{page}:", StringComparison.Ordinal));
        if (message.Type == "error" && !isRefusedPage)
            complaints.Enqueue($"console: {message.Text} ({message.Location})");
    }

    private void Refuse(IDialog dialog)
    {
        complaints.Enqueue($"dialog: {dialog.Message}");
        _ = dialog.DismissAsync();
    }

    private void See(IRequest request)
    {
        var url = new Uri(request.Url);
        if (url.Scheme != "about" && url.GetLeftPart(UriPartial.Authority) != origin)
            complaints.Enqueue($"foreign: {request.Url}");
    }

    private void See(IResponse response)
    {
        if (response.Status < 400)
            return;
        if (response.Request.IsNavigationRequest && response.Status < 500)
            refusedPages[response.Url] = true;
        else
            complaints.Enqueue($"answer: {response.Status} {response.Url}");
    }

    private void SeeFailed(IRequest request)
    {
        // Whoever leaves a page cuts off what it still loads.
        if (request.Failure is not (null or "net::ERR_ABORTED"))
            complaints.Enqueue($"request: {request.Failure} {request.Url}");
    }
}
