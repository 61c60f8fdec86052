using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Domain.Users;

namespace Auth.WebApi.Common;

/// <summary>
/// What is said to people, in one language: the texts of the .resx files, which have the same keys in both. <c>{name}</c> in a text is a value; the limits of
/// the rules among them are filled in here, so no text can state another limit than the one that is checked.
/// </summary>
internal sealed partial class Texts
{
    public const string English = "en";
    public const string Korean = RequestContext.DefaultLanguage;

    private static readonly string[] Sets = ["Errors", "Common", "Visitors", "Account", "Admin"];

    private static readonly FrozenDictionary<string, object> Limits = new Dictionary<string, object>
    {
        ["username.min"] = Username.MinLength,
        ["username.max"] = Username.MaxLength,
        ["password.min"] = PasswordPolicy.MinLength,
        ["password.max"] = PasswordPolicy.MaxLength,
        ["name.max"] = FreeText.NameMaxLength,
        ["nickname.max"] = FreeText.NicknameMaxLength,
        ["age.min"] = User.MinimumAge,
        ["introduction.max"] = FreeText.IntroductionMaxLength,
    }.ToFrozenDictionary();

    private static readonly Texts InKorean = new(Korean);
    private static readonly Texts InEnglish = new(English);

    private readonly FrozenDictionary<string, string> texts;

    private Texts(string language)
    {
        Language = language;
        texts = Sets.SelectMany(set => Read(set, language))
            .ToFrozenDictionary(e => (string)e.Key, e => Fill((string)e.Value!, name => Limits.GetValueOrDefault(name)), StringComparer.Ordinal);
    }

    /// <summary><c>ko</c> or <c>en</c></summary>
    public string Language { get; }

    public IEnumerable<string> Keys => texts.Keys;

    /// <summary>The text of a key. Throws <see cref="KeyNotFoundException"/> for one that is not there: a page must not show a key.</summary>
    public string this[string key] => texts[key];

    public static Texts In(string language) => language == English ? InEnglish : InKorean;

    public string? Find(string key) => texts.GetValueOrDefault(key);

    /// <summary>The text with its values; a Korean particle that stands as <c>을(를)</c> behind a value takes the form that the value's last sound asks for.</summary>
    public string Format(string key, params (string Name, object Value)[] values) =>
        Fill(texts[key], name => Array.Find(values, v => v.Name == name).Value);

    /// <summary>What a refusal says; the text may speak of the minutes to wait as <c>{n}</c>, and has another form for one.</summary>
    public string Of(Error error)
    {
        var minutes = Math.Max(1, (int)Math.Ceiling((error.RetryAfter ?? TimeSpan.Zero).TotalMinutes));
        return (minutes == 1 ? Find($"{error.Code}.one") : null)
            ?? (texts.ContainsKey(error.Code) ? Format(error.Code, ("n", minutes)) : error.Message);
    }

    /// <summary>What is wrong with a field; one code may say it in other words of one field than of the rest.</summary>
    public string Of(FieldError error) => Find($"{error.Code}.{error.Field}") ?? Find(error.Code) ?? error.Message;

    private static IEnumerable<DictionaryEntry> Read(string set, string language) =>
        new ResourceManager($"Auth.WebApi.Texts.{set}", typeof(Texts).Assembly)
            .GetResourceSet(CultureInfo.GetCultureInfo(language), createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>();

    private static string Fill(string text, Func<string, object?> valueOf) => Placeholder().Replace(text, match =>
        valueOf(match.Groups["name"].Value) is { } value
            ? KoreanParticles.Append(Convert.ToString(value, CultureInfo.InvariantCulture)!, match.Groups["particle"].Value)
            : match.Value);

    [GeneratedRegex(@"\{(?<name>[a-zA-Z.]+)\}(?<particle>을\(를\)|은\(는\)|이\(가\)|과\(와\)|\(으\)로)?", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
