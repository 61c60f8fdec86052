namespace Auth.RepositoryTests;

/// <summary>The worked example of CONTRIBUTING.md, applied to a fresh clone.</summary>
[Collection(nameof(FreshClone))]
public sealed class ContributingTests(FreshClone clone)
{
    [Fact]
    public void The_example_of_a_use_case_compiles_and_its_tests_pass()
    {
        var blocks = new Markdown("CONTRIBUTING.md").BlocksUnder("## Add a use case");
        var files = blocks.Where(block => block.Language == "csharp").ToList();
        files.Count.ShouldBe(3, "One file in Application, one line in WebApi, one test file.");

        foreach (var file in files)
            Apply(file);
        var (code, output) = Shell.Run(clone.Root, $"set -e\n{blocks.Single(block => block.Language == "sh").Code}");

        code.ShouldBe(0, output);
        output.ShouldContain("Total: 2, Errors: 0, Failed: 0, Skipped: 0");
    }

    /// <summary>Writes a new file, or puts one line below the one that has the given words.</summary>
    private void Apply(CodeBlock block)
    {
        const string below = " below ";
        var place = block.Info.Split(below);
        var file = new FileInfo(Path.Combine(clone.Root.FullName, place[0]));
        if (place.Length == 1)
        {
            file.Exists.ShouldBeFalse($"{place[0]} is no example any more.");
            File.WriteAllText(file.FullName, block.Code);
            return;
        }

        block.Code.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
        var lines = File.ReadAllLines(file.FullName).ToList();
        var above = lines.FindIndex(line => line.Contains(place[1], StringComparison.Ordinal));
        above.ShouldBeGreaterThanOrEqualTo(0, $"{place[0]} has no line with {place[1]}.");
        lines.Insert(above + 1, block.Code.TrimEnd());
        File.WriteAllLines(file.FullName, lines);
    }
}
