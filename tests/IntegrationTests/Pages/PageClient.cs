using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Auth.IntegrationTests.Pages;

/// <summary>
/// A browser without scripts: keeps cookies, shows a page, fills and sends the form that stands on it with all that the form holds. It follows redirects by itself only where it is told to.
/// </summary>
public sealed class PageClient : IDisposable
{
    private static readonly IBrowsingContext Parser = BrowsingContext.New(Configuration.Default);

    private readonly HttpClient client;

    public PageClient(AuthApp app, string language = "ko", string userAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0")
        : this(app.Client.BaseAddress!, language, userAgent)
    {
    }

    public PageClient(Uri host, string language = "ko", string userAgent = "Mozilla/5.0", bool followsRedirects = false)
    {
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = followsRedirects, CookieContainer = Cookies }) { BaseAddress = host };
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        client.DefaultRequestHeaders.Add("User-Agent", userAgent);
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Somebody's browser in which they have logged in by the login page.</summary>
    public static async Task<PageClient> LoggedInAsync(AuthApp app, string username, string password = AuthApp.Password, string language = "ko")
    {
        var browser = new PageClient(app, language);
        var answer = await browser.SubmitAsync(await browser.GetAsync("/login"), "main form", ("username", username), ("password", password));
        answer.ShouldLeadTo("/account");
        return browser;
    }

    public Task<PageView> GetAsync(string address) => SendAsync(HttpMethod.Get, address);

    public async Task<PageView> SendAsync(HttpMethod method, string address, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await SendAsync(request);
    }

    /// <summary>Where a redirect leads.</summary>
    public Task<PageView> FollowAsync(PageView answer) => GetAsync(answer.Location ?? throw new InvalidOperationException($"{answer.Status} leads nowhere."));

    /// <summary>
    /// Types into the form that <paramref name="selector"/> finds, or presses the button that it finds, and sends the form. An unknown field fails: a page that
    /// lacks it would not take it from anybody.
    /// </summary>
    public Task<PageView> SubmitAsync(PageView page, string selector, params (string Name, string? Value)[] typed) => SubmitAsync(page, selector, [], typed);

    /// <summary>The same with headers, or another origin, that a browser would not send from here.</summary>
    public async Task<PageView> SubmitAsync(PageView page, string selector, (string Name, string Value)[] headers, params (string Name, string? Value)[] typed)
    {
        var found = page.Find(selector);
        var form = found as IHtmlFormElement ?? found.Closest("form") as IHtmlFormElement ?? throw new InvalidOperationException($"{selector} is in no form.");
        foreach (var (name, value) in typed)
            Type(form, name, value);
        var submission = form.GetSubmission((IHtmlElement)found) ?? throw new InvalidOperationException($"{selector} sends nothing.");

        using var body = new StreamReader(submission.Body);
        return await PostAsync(new Uri(submission.Target.Href).PathAndQuery, await body.ReadToEndAsync(), headers);
    }

    /// <summary>A form as it is sent from anywhere: only what is said here.</summary>
    public Task<PageView> PostAsync(string address, params (string Name, string Value)[] fields) =>
        PostAsync(address, string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}")), []);

    public void Dispose() => client.Dispose();

    private Task<PageView> PostAsync(string address, string form, (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, address, new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"), headers);

    private async Task<PageView> SendAsync(HttpRequestMessage request)
    {
        var response = await client.SendAsync(request);
        var html = await response.Content.ReadAsStringAsync();
        return new PageView(response, html, await Parser.OpenAsync(r => r.Content(html).Address(request.RequestUri!.ToString())));
    }

    private static void Type(IHtmlFormElement form, string name, string? value)
    {
        var controls = form.Elements.Where(e => e.GetAttribute("name") == name).ToList();
        if (controls.Count == 0)
            throw new InvalidOperationException($"The form has no field {name}.");
        foreach (var control in controls)
        {
            if (control is IHtmlTextAreaElement area)
                area.Value = value!;
            else if (control is IHtmlSelectElement select)
                select.Value = value;
            else if (control is IHtmlInputElement { Type: "checkbox" or "radio" } choice)
                choice.IsChecked = choice.Value == value;
            else if (control is IHtmlInputElement input)
                input.Value = value!;
        }
    }
}

/// <summary>What came back: the answer, and the page in it as a browser reads it.</summary>
public sealed record PageView(HttpResponseMessage Response, string Html, IDocument Document)
{
    public int Status => (int)Response.StatusCode;

    public string? Location => Response.Headers.Location?.OriginalString;

    /// <summary>Where the page stands, after the redirects that were followed.</summary>
    public string Address => Response.RequestMessage!.RequestUri!.PathAndQuery;

    public string Heading => Text("h1");

    /// <summary>The notice of what was just done; null where there is none.</summary>
    public string? Notice => Document.QuerySelector("#notice p")?.TextContent.Trim();

    /// <summary>The sentences of the error summary, in order.</summary>
    public IReadOnlyList<string> Errors => [.. Document.QuerySelectorAll("#errors li").Select(li => li.TextContent.Trim())];

    /// <summary>What is said to be wrong with a field, at the field itself, where that is marked as wrong and tells so; null where nothing is.</summary>
    public string? ErrorAt(string field)
    {
        if (Document.QuerySelector($"#{field}-error") is not { } error)
            return null;
        var control = Find($"#{field}");
        control.GetAttribute("aria-invalid").ShouldBe("true");
        (control.GetAttribute("aria-describedby") ?? control.Closest("fieldset")!.GetAttribute("aria-describedby")!).Split(' ').ShouldContain($"{field}-error");
        return error.ChildNodes.OfType<IText>().Single(t => !string.IsNullOrWhiteSpace(t.Data)).Data.Trim();
    }

    /// <summary>What stands in a field; in the first of them, where several forms have it.</summary>
    public string? ValueOf(string name) => Document.QuerySelectorAll($"main [name='{name}']").ToList() switch
    {
        [IHtmlTextAreaElement area, ..] => area.Value.ReplaceLineEndings("\n"), // As browsers do (HTML, the API value of a textarea).
        [IHtmlSelectElement select, ..] => select.Value,
        [IHtmlInputElement { Type: "checkbox" } box, ..] => box.IsChecked ? box.Value : null,
        [IHtmlInputElement { Type: not "radio" } input, ..] => input.Value,
        var radios => radios.OfType<IHtmlInputElement>().SingleOrDefault(r => r.IsChecked)?.Value,
    };

    public IElement Find(string selector) => Document.QuerySelector(selector) ?? throw new InvalidOperationException($"There is no {selector} on the page:\n{Html}");

    /// <summary>The text of the first element that the selector finds, with one blank between its words and its elements.</summary>
    public string Text(string selector) =>
        string.Join(' ', Find(selector).Descendants<IText>().SelectMany(t => t.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    public void ShouldLeadTo(string address)
    {
        Status.ShouldBe(303, Html);
        Location.ShouldBe(address);
    }

    /// <summary>Expects the same page again with exactly these sentences in its summary, and a title that says so.</summary>
    public void ShouldRefuse(int status, params string[] sentences)
    {
        Status.ShouldBe(status, Html);
        Errors.ShouldBe(sentences);
        Document.Title!.ShouldMatch("^(오류|Error): ");
    }
}
