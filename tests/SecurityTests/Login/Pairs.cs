using System.Globalization;

namespace Auth.SecurityTests.Login;

/// <summary>
/// How two kinds of answer differ in time, from pairs measured one right after the other, so that whatever slows the machine slows both. Of the differences the median counts,
/// with the interval that holds it with a certainty of 99.9 % whatever their distribution is (the sign test turned round): noise widens the interval and does not move it.
/// </summary>
internal sealed record Pairs(double Reference, double Lowest, double Median, double Highest)
{
    /// <summary>Of a normal distribution all but a thousandth lies within so many deviations.</summary>
    private const double Certainty = 3.29;

    public static Pairs Of(IReadOnlyList<(double Reference, double Other)> times)
    {
        var differences = times.Select(t => t.Other - t.Reference).Order().ToArray();
        var (middle, reach) = (differences.Length / 2.0, Certainty * Math.Sqrt(differences.Length) / 2);
        return new Pairs(
            times.Select(t => t.Reference).Order().ElementAt(times.Count / 2),
            differences[(int)Math.Floor(middle - reach)],
            differences[differences.Length / 2],
            differences[(int)Math.Ceiling(middle + reach)]);
    }

    /// <summary>Whether it is certain that the two differ by more than so large a part of the reference.</summary>
    public bool DifferByMoreThan(double part) => Lowest > Reference * part || Highest < -Reference * part;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Median:+0.00;-0.00} ms of {Reference:0.0} ms, certainly between {Lowest:+0.00;-0.00} and {Highest:+0.00;-0.00} ms");
}
