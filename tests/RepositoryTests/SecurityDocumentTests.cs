using System.Text.RegularExpressions;

namespace Auth.RepositoryTests;

/// <summary>docs/security.md promises, so what it promises by has to be there.</summary>
public sealed partial class SecurityDocumentTests
{
    private static readonly Markdown Document = new("docs/security.md");

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var named = Document.Rows.SelectMany(cells => TestName().Matches(cells[^1])).ToList();

        named.Count.ShouldBeGreaterThan(100);
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
