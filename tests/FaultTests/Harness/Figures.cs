using System.Globalization;

namespace Auth.FaultTests.Harness;

/// <summary>
/// What a test measures of a fault, each figure with its bound. <see cref="Judge"/> writes them as the row that docs/reliability.md has for the test, whatever they are, and fails where one is past its bound.
/// </summary>
internal sealed class Figures(string fault)
{
    private static readonly string Report = Path.Combine(Root(), "artifacts", "reliability.md");
    private static readonly Lock Writing = new();

    private readonly List<string> measured = [];
    private readonly List<string> missed = [];

    public void AtMost(string what, double value, double bound, string unit)
    {
        var figure = $"{what} {Text(value)}{unit} (≤ {Text(bound)})";
        Add(figure, isMet: value <= bound);
    }

    public void AtLeast(string what, double value, double bound, string unit)
    {
        var figure = $"{what} {Text(value)}{unit} (≥ {Text(bound)})";
        Add(figure, isMet: value >= bound);
    }

    /// <summary>None of so many may be so.</summary>
    public void None(string what, IReadOnlyCollection<string> which, int of)
    {
        Add(string.Create(CultureInfo.InvariantCulture, $"{what} {which.Count} of {of:N0} (0)"), which.Count == 0);
        if (which.Count > 0)
            missed.Add($"  such as: {string.Join(" | ", which.Take(5))}");
    }

    /// <summary>What helps to understand the others and has no bound.</summary>
    public void Say(string what, double value, string unit) => measured.Add($"{what} {Text(value)}{unit}");

    public void Judge()
    {
        var context = TestContext.Current;
        var test = $"{context.TestClass!.TestClassName.Split('.')[^1]}.{context.TestMethod!.MethodName}";
        var row = $"| {fault} | {string.Join("; ", measured)} | `{test}` |";
        lock (Writing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Report)!);
            File.AppendAllLines(Report, [row]);
        }

        context.TestOutputHelper?.WriteLine(row);
        missed.ShouldBeEmpty($"{fault}: past its bound");
    }

    private void Add(string figure, bool isMet)
    {
        measured.Add(figure);
        if (!isMet)
            missed.Add(figure);
    }

    private static string Text(double value) => Math.Abs(value) >= 100 || value == Math.Truncate(value)
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) switch { < 0.1 => "0.000", < 1 => "0.00", _ => "0.0" }, CultureInfo.InvariantCulture);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Auth.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder.FullName;
    }
}
