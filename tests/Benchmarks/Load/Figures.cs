using System.Globalization;

namespace Auth.Benchmarks.Load;

/// <summary>What was measured against what is asked for, collected over all parts of a run.</summary>
internal static class Figures
{
    private static readonly List<(string Name, string Figure, string Bar, bool IsMet)> Bars = [];

    public static void AtLeast(string name, double ratio, double bar) => Add(name, Text($"{ratio:0.00}"), Text($"≥ {bar:0.0}"), ratio >= bar);

    public static void AtMost(string name, double figure, double bar, string unit = "") => Add(name, Text($"{figure:0.##}{unit}"), Text($"≤ {bar:0.##}{unit}"), figure <= bar);

    public static void Print()
    {
        if (Bars.Count == 0)
            return;
        Console.WriteLine();
        Console.WriteLine("| what | measured | bar | |");
        Console.WriteLine("|---|---:|---:|---|");
        foreach (var (name, figure, bar, isMet) in Bars)
            Console.WriteLine($"| {name} | {figure} | {bar} | {(isMet ? "met" : "missed")} |");
    }

    public static double Median(IEnumerable<double> figures) => At(figures, 0.5);

    public static double At(IEnumerable<double> figures, double share)
    {
        List<double> sorted = [.. figures.Order()];
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }

    public static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Add(string name, string figure, string bar, bool isMet)
    {
        Bars.Add((name, figure, bar, isMet));
        Console.WriteLine($"{name}: {figure}, bar {bar}: {(isMet ? "met" : "missed")}");
    }
}
