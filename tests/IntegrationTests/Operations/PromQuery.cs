using System.Text.RegularExpressions;

namespace Auth.IntegrationTests.Operations;

/// <summary>What a query of Prometheus names: its metrics with the labels they are matched by, and the labels that it groups by. Not a parser: enough for what stands in deploy/grafana.</summary>
internal sealed partial record PromQuery(IReadOnlyList<(string Metric, IReadOnlyList<(string Label, string Operator, string Value)> Matchers)> Selectors, IReadOnlyList<string> Groups)
{
    private static readonly string[] Words = ["and", "or", "unless", "bool", "offset"];

    public static PromQuery Read(string text)
    {
        var groups = Grouping().Matches(text).SelectMany(g => g.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        var rest = Range().Replace(Grouping().Replace(text, ""), "");
        return new(
            [
                .. from selector in Selector().Matches(rest)
                   where !Words.Contains(selector.Groups["metric"].Value)
                   select (selector.Groups["metric"].Value, (IReadOnlyList<(string, string, string)>)
                       [.. Matcher().Matches(selector.Groups["matchers"].Value).Select(m => (m.Groups["label"].Value, m.Groups["operator"].Value, m.Groups["value"].Value))]),
            ],
            groups);
    }

    [GeneratedRegex(@"\b(by|without|on|ignoring)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<![\w$.""])(?<metric>[a-zA-Z_:][\w:]*)(\{(?<matchers>[^}]*)\})?(?![\w(]|\s+\()", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Selector();

    [GeneratedRegex("""(?<label>\w+)\s*(?<operator>=~|!~|!=|=)\s*"(?<value>[^"]*)"(,|$)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Matcher();
}
