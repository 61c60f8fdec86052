using System.Text.RegularExpressions;

namespace Auth.RepositoryTests;

/// <summary>docs/security.md and docs/reliability.md promise, so what they promise by has to be there.</summary>
public sealed partial class SecurityDocumentTests
{
    private static readonly Markdown Document = new("docs/security.md");

    [Theory, InlineData("docs/security.md", 100), InlineData("docs/reliability.md", 30)]
    public void Every_test_that_is_named_exists(string document, int atLeast)
    {
        var named = new Markdown(document).Rows.SelectMany(cells => TestName().Matches(cells[^1])).ToList();

        named.Count.ShouldBeGreaterThan(atLeast);
        named.Where(name => !Exists(name.Groups["class"].Value, name.Groups["method"].Value)).Select(name => name.Value).ShouldBeEmpty();
    }

    [Fact]
    public void Every_requirement_has_a_test_or_a_reason()
    {
        var requirements = Document.Rows.Where(cells => cells.Length == 4).ToList();

        requirements.Count.ShouldBeGreaterThan(60);
        requirements.Where(cells => cells[^1].Length < 10).Select(cells => cells[0]).ShouldBeEmpty();
    }

    private static bool Exists(string type, string method) => Repository.Files.Where(path => Path.GetFileName(path) == $"{type}.cs")
        .Any(path => method.Length == 0 || Repository.Read(path).Contains($" {method}(", StringComparison.Ordinal));

    [GeneratedRegex(@"`(?<class>[A-Z]\w+Tests)(?:\.(?<method>\w+))?`")]
    private static partial Regex TestName();
}
