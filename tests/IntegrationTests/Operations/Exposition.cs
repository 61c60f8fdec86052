using System.Text.RegularExpressions;

namespace Auth.IntegrationTests.Operations;

/// <summary>One series as Prometheus reads it.</summary>
internal sealed record Series(string Name, IReadOnlyDictionary<string, string> Labels, string Value);

/// <summary>What a service tells Prometheus, in its text format.</summary>
internal static partial class Exposition
{
    public static IReadOnlyList<Series> Parse(string text) =>
    [
        .. from line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
           where line[0] != '#'
           let match = Line().Match(line)
           select match.Success
               ? new Series(match.Groups["name"].Value, Label().Matches(match.Groups["labels"].Value).ToDictionary(l => l.Groups["name"].Value, l => l.Groups["value"].Value), match.Groups["value"].Value)
               : throw new FormatException(line),
    ];

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    [GeneratedRegex("""(?<name>\w+)="(?<value>([^"\\]|\\.)*)"(,|$)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
