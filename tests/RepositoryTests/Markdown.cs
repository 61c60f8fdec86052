using System.Text.RegularExpressions;

namespace Auth.RepositoryTests;

/// <summary>A fenced block: what stands behind the language, the code, and the first line of text after it.</summary>
internal sealed record CodeBlock(string Language, string Info, string Code, string TextAfter);

/// <summary>One document, read by the line.</summary>
internal sealed partial class Markdown(string path)
{
    private readonly string[] lines = Repository.Read(path).Split('\n');

    public IEnumerable<string> Headings => Prose.Where(line => Heading().IsMatch(line));

    /// <summary>The rows of all tables as their cells, without the lines under the headings.</summary>
    public IEnumerable<string[]> Rows => Prose.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(Cells);

    /// <summary>The targets of links, but for other sites and places in the same document.</summary>
    public IEnumerable<string> Links => Prose.SelectMany(line => Link().Matches(line)).Select(match => match.Groups[1].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'));

    public IReadOnlyList<CodeBlock> Blocks => [.. ReadBlocks(lines)];

    /// <summary>The blocks under one heading, down to the next of any level.</summary>
    public IReadOnlyList<CodeBlock> BlocksUnder(string heading)
    {
        var first = Array.IndexOf(lines, heading);
        first.ShouldBeGreaterThanOrEqualTo(0, $"{path} has no heading '{heading}'.");
        var rest = lines.Skip(first + 1).ToArray();
        return [.. ReadBlocks([.. rest.TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))])];
    }

    private IEnumerable<string> Prose
    {
        get
        {
            var isCode = false;
            foreach (var line in lines)
            {
                if (line.StartsWith("```", StringComparison.Ordinal))
                    isCode = !isCode;
                else if (!isCode)
                    yield return line;
            }
        }
    }

    private static IEnumerable<CodeBlock> ReadBlocks(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            var words = lines[i][3..].Split(' ', 2);
            var end = Array.IndexOf(lines, "```", i + 1);
            var after = lines.Skip(end + 1).FirstOrDefault(line => line.Length > 0) ?? "";
            yield return new CodeBlock(words[0], words.ElementAtOrDefault(1) ?? "", string.Join('\n', lines[(i + 1)..end]) + "\n", after);
            i = end;
        }
    }

    private static string[] Cells(string row) => [.. row.Trim('|', ' ').Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex("^#+ ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
