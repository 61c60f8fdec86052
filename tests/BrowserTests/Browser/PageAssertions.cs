using System.Text.RegularExpressions;
using System.Xml.Linq;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Auth.BrowserTests.Browser;

/// <summary>What must hold of every page in every state.</summary>
public static partial class PageAssertions
{
    private const int NarrowestWidth = 320;

    private static readonly string[] OrderInMain = ["notice", "errors", "h1"];
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Keys of texts that cannot be mistaken for a word: with a dot, a hyphen, an underscore or a capital inside.</summary>
    private static readonly Lazy<string[]> TextKeys = new(() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "WebApi", "Texts"), "*.en.resx")
            .SelectMany(file => XDocument.Load(file).Root!.Elements("data")).Select(data => data.Attribute("name")!.Value).Where(key => CodeLike().IsMatch(key)),
    ]);

    /// <summary>By axe-core: WCAG 2.0 to 2.2, A and AA, and the best practices.</summary>
    public static async Task ShouldHaveNoAxeViolationsAsync(this Tab tab)
    {
        // Not by Deque's RunAxe, which opens a page of its own for each run and so takes ten times as long.
        if (!await tab.Page.EvaluateAsync<bool>("() => 'axe' in window"))
            await tab.Page.EvaluateAsync(Axe);
        var violations = await tab.Page.EvaluateAsync<string[]>("""
            async () => (await axe.run({
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
                resultTypes: ['violations'],
            })).violations.map(violation => `${violation.id}: ${violation.help}\n${violation.nodes.map(node => `  ${node.html}\n  ${node.failureSummary}`).join('\n')}`)
            """);
        violations.ShouldBeEmpty(Where(tab));
    }

    /// <summary>At every width, and at 320 px, which is also 400 % of 1280 px (WCAG 1.4.10).</summary>
    public static async Task ShouldNotScrollSidewaysAsync(this Tab tab)
    {
        foreach (var width in Look.Widths.Prepend(NarrowestWidth))
        {
            await tab.Page.SetViewportSizeAsync(width, tab.Look.Height);
            var wide = await tab.Page.EvaluateAsync<string[]>("""
                () => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
                    ['scrolls', ...[...document.querySelectorAll('body *')].filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth)
                        .map(element => element.outerHTML.slice(0, 120))]
                """);
            wide.ShouldBeEmpty($"{Where(tab)} scrolls sideways at {width} px");
        }

        await tab.Page.SetViewportSizeAsync(tab.Look.Width, tab.Look.Height);
    }

    /// <summary>Language, title, one h1, headings in order, the skip link first, notice and summary before the heading, nothing inline.</summary>
    public static async Task ShouldBeWellBuiltAsync(this Tab tab)
    {
        (await tab.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe(tab.Look.Language);
        (await tab.Page.TitleAsync()).ShouldMatch(@"^\S.* – \S.*$");
        (await tab.Page.Locator("header, main#main[tabindex='-1'], footer").CountAsync()).ShouldBe(3, Where(tab));

        var levels = await tab.Page.Locator("h1, h2, h3, h4, h5, h6").EvaluateAllAsync<int[]>("headings => headings.map(heading => Number(heading.tagName[1]))");
        levels.Count(level => level == 1).ShouldBe(1, Where(tab));
        var inMain = await tab.Page.Locator("main :is(#notice, #errors, h1)").EvaluateAllAsync<string[]>("parts => parts.map(part => part.id || 'h1')");
        inMain.ShouldBe(OrderInMain.Where(inMain.Contains), Where(tab));
        // The summary of errors has a heading of its own before the page's.
        var contents = levels.SkipWhile(level => level != 1).ToArray();
        contents.Zip(contents.Skip(1)).ShouldAllBe(pair => pair.Second <= pair.First + 1, Where(tab));

        (await tab.Page.Locator("a, button, input, select, textarea, summary").First.GetAttributeAsync("href")).ShouldBe("#main");
        var html = await tab.Answer.TextAsync();
        Inline().Matches(html).Select(match => match.Value).ShouldBeEmpty(Where(tab));
        html.ShouldNotContain(" placeholder=");
    }

    /// <summary>
    /// No key of a text, no placeholder that was left, no Hangul on an English page and no English sentence on a Korean one, unless it says so by <c>lang</c>.
    /// Of people's own words the test sees to that they are in the language of the page.
    /// </summary>
    public static async Task ShouldBeTranslatedAsync(this Tab tab)
    {
        var texts = await tab.Page.EvaluateAsync<string[]>("""
            () => {
                const ours = element => element.closest('[lang]') === document.documentElement || element.matches('input');
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                const texts = [document.title];
                while (walker.nextNode())
                    if (ours(walker.currentNode.parentElement))
                        texts.push(walker.currentNode.data);
                for (const name of ['aria-label', 'title', 'alt', 'placeholder', 'data-busy'])
                    for (const element of document.querySelectorAll(`[${name}]`))
                        if (ours(element))
                            texts.push(element.getAttribute(name));
                return texts.map(text => text.trim()).filter(text => text);
            }
            """);
        texts.Where(text => TextKeys.Value.Contains(text)).ShouldBeEmpty($"{Where(tab)} shows keys");
        texts.Where(text => Placeholder().IsMatch(text)).ShouldBeEmpty($"{Where(tab)} shows placeholders");
        var foreign = tab.Look.Language == "en" ? Hangul() : EnglishSentence();
        texts.Where(text => foreign.IsMatch(text)).ShouldBeEmpty($"{Where(tab)} speaks the other language");
    }

    /// <summary>What the browser fetches to show a page with an empty cache: how often, and how many bytes, headers included.</summary>
    public static async Task<(int Requests, int Bytes)> WeighAsync(this Tab tab, string path)
    {
        var sizes = new List<Task<RequestSizesResult>>();
        void Finished(object? sender, IRequest request) => sizes.Add(request.SizesAsync());
        tab.Page.RequestFinished += Finished;
        await tab.GoToAsync(path);
        await tab.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        tab.Page.RequestFinished -= Finished;
        var all = await Task.WhenAll(sizes);
        return (all.Length, all.Sum(size => size.ResponseHeadersSize + size.ResponseBodySize));
    }

    private static string Where(Tab tab) => $"{tab.Path} ({tab.Look})";

    [GeneratedRegex(@"[._-]|[a-z][A-Z]", RegexOptions.NonBacktracking)]
    private static partial Regex CodeLike();

    [GeneratedRegex(@"<style|<script(?![^>]* src=)|<[^>]* (style|on[a-z]+)=|javascript:|(src|href)=""data:", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Inline();

    [GeneratedRegex(@"\{[a-zA-Z.]+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\p{IsHangulSyllables}", RegexOptions.NonBacktracking)]
    private static partial Regex Hangul();

    [GeneratedRegex(@"[A-Za-z']{2,}[ ,]+[A-Za-z']{2,}[ ,]+[A-Za-z']{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex EnglishSentence();
}
