namespace Auth.RepositoryTests;

/// <summary>The worked examples of CONTRIBUTING.md, applied to a fresh clone.</summary>
[Collection(nameof(FreshClone))]
public sealed class ContributingTests(FreshClone clone)
{
    [Fact]
    public void The_examples_of_use_cases_compile_and_their_tests_pass()
    {
        var document = new Markdown("CONTRIBUTING.md");
        var blocks = document.BlocksUnder("## Add a use case");
        var command = document.BlocksUnder("## Add a use case that changes something");
        var files = blocks.Where(block => block.Language == "csharp").ToList();
        files.Count.ShouldBe(3, "One file in Application, one line in WebApi, one test file.");

        command.Count.ShouldBe(2, "One file in Application, one line in WebApi.");

        foreach (var file in files.Concat(command))
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
