using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Auth.RepositoryTests;

/// <summary>What the documentation says, against the code that it is about.</summary>
public sealed partial class DocumentationTests
{
    private const int LargestFile = 300 * 1024;

    /// <summary>The fields whose rules are written once, with the field's name in the code.</summary>
    private static readonly string[] NamedFields = ["name", "nickname"];

    private static readonly Markdown Readme = new("README.md");
    private static readonly Markdown Operations = new("docs/operations.md");

    private static IEnumerable<string> Sources => Repository.Files.Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal));

    public static TheoryData<string> Documents => [.. Repository.Files.Where(path => path.EndsWith(".md", StringComparison.Ordinal))];

    [Fact]
    public void The_configuration_table_has_every_setting_with_its_default_and_no_other()
    {
        var code = SettingsOfTheCode().ToDictionary(setting => setting.Name, setting => setting.Default);
        var table = SettingsOf(Operations);

        table.Keys.Where(name => name.StartsWith("Auth__", StringComparison.Ordinal)).ShouldBe(code.Keys, ignoreOrder: true);
        foreach (var (name, value) in code.Where(setting => setting.Value is not null))
            table[name].ShouldBe(value, name);
    }

    [Fact]
    public void The_Korean_readme_has_the_same_sections_and_tables()
    {
        var korean = new Markdown("README.ko.md");

        korean.Headings.Select(Level).ShouldBe(Readme.Headings.Select(Level));
        korean.Rows.Count().ShouldBe(Readme.Rows.Count());

        static int Level(string heading) => heading.TakeWhile(c => c == '#').Count();
    }

    [Fact]
    public void The_Korean_table_of_settings_has_the_same_settings_and_defaults()
    {
        var korean = SettingsOf(new Markdown("docs/settings.ko.md"));

        korean.Keys.ShouldBe(SettingsOf(Operations).Keys);
        foreach (var (name, value) in SettingsOf(Operations).Where(setting => setting.Value != "none"))
            korean[name].ShouldBe(value, name);
    }

    [Fact]
    public void The_licence_table_has_every_package_of_the_product()
    {
        var packages = Repository.Files.Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal))
            .SelectMany(path => XDocument.Parse(Repository.Read(path)).Descendants("PackageReference")).Select(package => package.Attribute("Include")!.Value);

        var named = Readme.Rows.SelectMany(cells => cells[0].Split(',', ' ')).ToHashSet();

        packages.Distinct().Where(package => !named.Contains(package)).ShouldBeEmpty();
    }

    [Fact]
    public void Auth_http_has_every_endpoint_and_no_other()
    {
        var calls = HttpCall().Matches(Repository.Read("Auth.http"))
            .Select(match => $"{match.Groups["method"].Value} {Placeholder().Replace(match.Groups["path"].Value, "{}")}");

        calls.Distinct().ShouldBe(EndpointsOfTheCode().Distinct(), ignoreOrder: true);
    }

    [Fact]
    public void The_table_of_errors_has_every_code_and_no_other()
    {
        var codes = Sources.SelectMany(path => ErrorCode().Matches(Repository.Read(path))).Select(match => match.Groups[1].Value);

        RowsUnder("docs/errors.md", "| code |").ShouldBe(codes.Distinct(), ignoreOrder: true);
    }

    [Fact]
    public void The_table_of_audit_events_has_every_type_and_no_other()
    {
        var types = Sources.Where(path => path.StartsWith("src/Domain/", StringComparison.Ordinal) && path.EndsWith("Events.cs", StringComparison.Ordinal))
            .SelectMany(path => EventName().Matches(Repository.Read(path)))
            .Select(match => JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Groups[1].Value));

        RowsUnder("docs/operations.md", "| type |").ShouldBe(types, ignoreOrder: true);
    }

    [Fact]
    public void The_table_of_instruments_has_every_one_of_ours_and_no_other()
    {
        var instruments = Sources.SelectMany(path => InstrumentName().Matches(Repository.Read(path))).Select(match => match.Groups[1].Value);

        RowsUnder("docs/operations.md", "| instrument |").ShouldBe(instruments, ignoreOrder: true);
    }

    [Fact]
    public void The_table_of_fields_has_every_code_and_no_other()
    {
        // What pages alone ask for is no part of any request.
        var codes = Sources.Where(path => !path.StartsWith("src/WebApi/Pages/", StringComparison.Ordinal)).SelectMany(path => FieldCode().Matches(Repository.Read(path))).Select(match => match.Groups[1].Value)
            .SelectMany(code => NamedFields.Select(field => code.Replace("{field}", field, StringComparison.Ordinal)));

        RowsUnder("docs/errors.md", "| field code |").ShouldBe(codes.Distinct(), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Documents))]
    public void Every_link_leads_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(Repository.FullPath(document))!;
        var broken = new Markdown(document).Links.Where(link => !Path.Exists(Path.Combine(folder, link.Split('#')[0])));

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void The_decisions_are_numbered_without_gaps()
    {
        var numbers = Repository.Files.Where(path => path.StartsWith("docs/adr/", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)[..4]);

        numbers.ShouldBe(Enumerable.Range(1, numbers.Count()).Select(number => $"{number:0000}"));
    }

    [Fact]
    public void No_file_is_large() =>
        Repository.Files.Where(path => new FileInfo(Repository.FullPath(path)).Length > LargestFile).ShouldBeEmpty();

    [Fact]
    public void No_file_has_the_marks_of_an_unfinished_merge() =>
        Repository.Files.Where(path => MergeMark().IsMatch(Repository.Read(path))).ShouldBeEmpty();

    private static Dictionary<string, string> SettingsOf(Markdown document) => document.Rows.Where(cells => SettingName().IsMatch(cells[0]))
        .ToDictionary(cells => cells[0].Trim('`'), cells => cells[1].Trim('`') is "없음" ? "none" : cells[1].Trim('`'));

    /// <summary>The properties of the options classes and the settings that are read by name, with the default where the code states it.</summary>
    private static IEnumerable<(string Name, string? Default)> SettingsOfTheCode()
    {
        foreach (var text in Sources.Select(Repository.Read))
        {
            var sections = Section().Matches(text);
            foreach (var (section, next) in sections.Zip(sections.Select(match => match.Index).Skip(1).Append(text.Length)))
            {
                foreach (var property in Property().Matches(text[section.Index..next]).Cast<Match>())
                    yield return ($"{section.Groups[1].Value}:{property.Groups["name"].Value}{(IsList(property) ? ":0" : "")}".Replace(":", "__", StringComparison.Ordinal), Default(property));
            }

            foreach (var setting in Setting().Matches(text).Cast<Match>())
                yield return (setting.Groups[1].Value.Replace(":", "__", StringComparison.Ordinal), null);
        }
    }

    /// <summary>What a property is without being set; a product of numbers is worked out, and of an enumeration its word.</summary>
    private static string Default(Match property)
    {
        if (IsList(property))
            return "none";
        if (property.Groups["value"] is not { Success: true, Value: var value })
            return property.Groups["type"].Value switch { "int" => "0", "bool" => "false", _ => "none" };
        return value.Contains('*', StringComparison.Ordinal)
            ? $"{value.Split('*').Aggregate(1, (product, factor) => product * int.Parse(factor, CultureInfo.InvariantCulture))}"
            : property.Groups["type"].Value.EndsWith("Kind", StringComparison.Ordinal) ? value.Split('.')[^1] : value.Trim('"');
    }

    private static bool IsList(Match property) => property.Groups["type"].Value.EndsWith("[]", StringComparison.Ordinal);

    private static IEnumerable<string> EndpointsOfTheCode()
    {
        yield return "GET /openapi/v1.json";
        foreach (var text in Sources.Where(path => path.StartsWith("src/WebApi/", StringComparison.Ordinal)).Select(Repository.Read))
        {
            var groups = Group().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
            foreach (var match in Map().Matches(text).Cast<Match>())
            {
                var method = match.Groups["method"].Value is "ScalarApiReference" ? "GET" : match.Groups["method"].Value.ToUpperInvariant();
                yield return $"{method} {RouteParameter().Replace(groups.GetValueOrDefault(match.Groups["on"].Value) + match.Groups["path"].Value, "{}")}";
            }
        }
    }

    /// <summary>The codes that begin the rows of one table.</summary>
    private static IEnumerable<string> RowsUnder(string document, string heading) => Repository.Read(document).Split('\n')
        .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);

    [GeneratedRegex(@"const string Section = ""([\w:]+)""")]
    private static partial Regex Section();

    [GeneratedRegex(@"public (?<type>[\w?\[\]]+) (?<name>\w+) \{ get; set; \}(?: = (?<value>[^;]+);)?")]
    private static partial Regex Property();

    [GeneratedRegex(@"const string (?!Section)\w+ = ""(Auth:\w+)""")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^`(?:\w+__|ASPNETCORE_)\w+`$")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"^(?<method>GET|POST|PUT|PATCH|DELETE) \{\{host\}\}(?<path>/[^?\s]*)", RegexOptions.Multiline)]
    private static partial Regex HttpCall();

    [GeneratedRegex(@"\{\{[^}]+\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\{\w+(?::\w+)?\}")]
    private static partial Regex RouteParameter();

    [GeneratedRegex(@"var (\w+) = routes\.MapGroup\(""([^""]+)""\)")]
    private static partial Regex Group();

    [GeneratedRegex(@"(?<on>\w+)\.Map(?<method>Get|Post|Put|Patch|Delete|ScalarApiReference)\(""(?<path>[^""]*)""")]
    private static partial Regex Map();

    [GeneratedRegex(@"\.Create(?:Counter|Histogram|UpDownCounter|Observable\w+)(?:<\w+>)?\(\s*""([\w.]+)""")]
    private static partial Regex InstrumentName();

    [GeneratedRegex(@"sealed record (\w+)\(")]
    private static partial Regex EventName();

    [GeneratedRegex(@"""([a-z_]+)"",\s*ErrorKind\.")]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"(?:WithErrorCode\(\$?|ValidationFailed\(\s*""\w+"",\s*|FieldError(?: \w+ = new)?\((?:""\w+""|[\w.]+),\s*)""([a-z_{}]+)""")]
    private static partial Regex FieldCode();

    [GeneratedRegex(@"^(?:<{7}|>{7}|\|{7}) |^={7}$", RegexOptions.Multiline)]
    private static partial Regex MergeMark();
}
