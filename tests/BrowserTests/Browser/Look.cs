namespace Auth.BrowserTests.Browser;

/// <summary>How somebody looks at the pages.</summary>
public sealed record Look(string Language = "ko", string Theme = "light", int Width = 1280, bool JavaScript = true)
{
    public static readonly IReadOnlyList<string> Languages = ["ko", "en"];
    public static readonly IReadOnlyList<string> Themes = ["light", "dark"];
    public static readonly IReadOnlyList<int> Widths = [360, 768, 1280];

    public int Height => Width switch
    {
        < 768 => 740,
        < 1280 => 1024,
        _ => 800,
    };

    /// <summary>Reads what <see cref="ToString"/> writes, such as <c>ko-light-360</c>: short enough for the name of a test.</summary>
    public static Look Parse(string text) => text.Split('-') is [var language, var theme, var width, .. var rest]
        ? new(language, theme, int.Parse(width, System.Globalization.CultureInfo.InvariantCulture), rest is not ["nojs"])
        : throw new FormatException(text);

    public override string ToString() => $"{Language}-{Theme}-{Width}{(JavaScript ? "" : "-nojs")}";

    /// <summary>The words of the language looked at.</summary>
    public string Says(string korean, string english) => Language == "ko" ? korean : english;
}

/// <summary>Looks for a theory: every language, theme and width at least once.</summary>
public sealed class EveryLookOnce : TheoryData<string>
{
    public EveryLookOnce() => AddRange("ko-light-360", "en-dark-768", "ko-dark-1280");
}

/// <summary>One narrow and one wide look, one in each language.</summary>
public sealed class BothLanguages : TheoryData<string>
{
    public BothLanguages() => AddRange("ko-light-360", "en-dark-1280");
}
