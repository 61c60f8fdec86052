using System.Text.RegularExpressions;
using System.Xml.Linq;
using Auth.WebApi.Common;

namespace Auth.ArchitectureTests;

/// <summary>What is said to people is said in both languages, to the same effect, and never as a key or with a gap.</summary>
public sealed partial class TextsTests
{
    private static readonly DirectoryInfo Folder = new(Path.Combine(Product.Repository.FullName, "src", "WebApi", "Texts"));

    /// <summary>Filled in by the script of the pages.</summary>
    private static readonly string[] FilledByScript = ["left", "over"];

    public static TheoryData<string> Sets => [.. Folder.EnumerateFiles("*.ko.resx").Select(f => f.Name.Split('.')[0]).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Sets))]
    public void A_set_has_the_same_keys_in_both_languages_in_order(string set)
    {
        var (korean, english) = (Read(set, "ko"), Read(set, "en"));

        korean.Keys.ShouldBe(english.Keys);
        korean.Keys.ShouldBe(korean.Keys.Order(StringComparer.Ordinal));
        korean.Values.Concat(english.Values).ShouldAllBe(text => text.Trim() == text && text.Length > 0);
    }

    [Fact]
    public void Every_set_is_read_and_no_key_stands_in_two()
    {
        var keys = Sets.SelectMany(set => Read(set.Data, "ko").Keys).ToList();

        keys.ShouldBeUnique();
        Texts.In(Texts.Korean).Keys.ShouldBe(keys, ignoreOrder: true);
        Texts.In(Texts.English).Keys.ShouldBe(keys, ignoreOrder: true);
        Folder.EnumerateFiles().Count().ShouldBe(2 * Sets.Count);
    }

    [Fact]
    public void Korean_is_Korean_and_English_is_English()
    {
        string[] names = ["language.other"];
        foreach (var (key, korean, english) in Both().Where(t => !names.Contains(t.Key)))
        {
            Hangul().IsMatch(english).ShouldBeFalse($"{key}: {english}");
            if (Words().IsMatch(Placeholder().Replace(korean, "")))
                Hangul().IsMatch(korean).ShouldBeTrue($"{key}: {korean}");
        }
    }

    /// <summary>The tables of the documentation have every code of the source, which a test of the repository proves.</summary>
    [Fact]
    public void Every_code_of_an_error_or_of_a_field_has_a_text()
    {
        var codes = File.ReadLines(Path.Combine(Product.Repository.FullName, "docs", "errors.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ToList();

        codes.Count.ShouldBeGreaterThan(50);
        codes.Except(Texts.In(Texts.Korean).Keys).ShouldBeEmpty();
    }

    [Fact]
    public void A_text_has_the_same_values_in_both_languages()
    {
        foreach (var (key, korean, english) in Both())
            PlaceholdersOf(korean).Order(StringComparer.Ordinal).ShouldBe(PlaceholdersOf(english).Order(StringComparer.Ordinal), key);
    }

    [Fact]
    public void Every_value_of_a_text_is_given_where_the_text_is_used()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Product.Repository.FullName, "src", "WebApi"), "*.cs*", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        foreach (var key in Texts.In(Texts.English).Keys)
        {
            // A notice and an error name their text by a variable.
            var named = key.StartsWith("notice.", StringComparison.Ordinal) ? "notice.Key" : Read("Errors", "en").ContainsKey(key) ? "error.Code" : $"\"{key}\"";
            foreach (var value in PlaceholdersOf(Texts.In(Texts.English)[key]).Except(FilledByScript))
                sources.ShouldContain(s => s.Contains(named, StringComparison.Ordinal) && s.Contains($"(\"{value}\",", StringComparison.Ordinal), $"{key}: {value}");
        }
    }

    /// <summary>Those that have a final sound take another particle than the others, so behind a value both stand and one is chosen.</summary>
    [Fact]
    public void A_particle_behind_a_value_stands_in_both_its_forms() =>
        Both().Where(t => BareParticle().IsMatch(t.Korean)).Select(t => t.Key).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_exclaimed() => Both().Where(t => $"{t.Korean}{t.English}".Contains('!', StringComparison.Ordinal)).Select(t => t.Key).ShouldBeEmpty();

    [Fact]
    public void The_error_says_in_the_code_what_it_says_in_English()
    {
        var english = Texts.In(Texts.English);
        foreach (var error in ErrorCodeTests.Errors.Where(e => !PlaceholdersOf(english[e.Code]).Any()))
        {
            english.Of(error).ShouldBe(error.Message, error.Code);
            foreach (var field in error.Fields)
                english.Of(field).ShouldBe(field.Message, field.Code);
        }
    }

    private static IEnumerable<(string Key, string Korean, string English)> Both() => Sets.Select(s => s.Data).SelectMany(set =>
    {
        var english = Read(set, "en");
        return Read(set, "ko").Select(t => (t.Key, t.Value, english[t.Key]));
    });

    private static Dictionary<string, string> Read(string set, string language) =>
        XDocument.Load(Path.Combine(Folder.FullName, $"{set}.{language}.resx")).Descendants("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);

    private static IEnumerable<string> PlaceholdersOf(string text) => Placeholder().Matches(text).Select(m => m.Groups["name"].Value);

    [GeneratedRegex(@"\{(?<name>[^}]*)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    [GeneratedRegex("[가-힣]", RegexOptions.NonBacktracking)]
    private static partial Regex Hangul();

    [GeneratedRegex("[a-zA-Z]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Words();

    [GeneratedRegex(@"\}(을|를|은|는|이|가|과|와|으로|로)([ .,]|$)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex BareParticle();
}
