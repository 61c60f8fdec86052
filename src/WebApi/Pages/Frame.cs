using System.Globalization;
using Auth.Application.Common;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Auth.WebApi.Common;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Pages;

/// <summary>What is around the content of every page: language, theme, who is signed in, the notice of what was just done, and what is wrong with the form.</summary>
internal sealed class Frame(IUseCases useCases, RequestContext context, IOptions<PageOptions> options, IHttpContextAccessor accessor)
{
    public const string ThemeCookie = "theme";
    public static readonly string[] Themes = ["system", "light", "dark"];

    private readonly Dictionary<string, string?> values = [];
    private Notice? notice;

    public Texts Texts { get; } = Texts.In(Surface.Language(accessor.HttpContext!));

    public string ServiceName => options.Value.ServiceName;

    public string Theme { get; } = Cookies.Read(accessor.HttpContext!, ThemeCookie) is { } chosen && Themes.Contains(chosen) ? chosen : Themes[0];

    /// <summary>Whoever is signed in, as the database has them now.</summary>
    public UserAnswer? Account { get; private set; }

    public bool IsAdministrator => Account?.Role == Role.Admin;

    public FormProblems Problems { get; } = new(accessor.HttpContext!);

    private HttpContext Http => accessor.HttpContext!;

    /// <summary>Also the page of an address that is not there stands under it, and in a link <c>//example.com</c> would lead there.</summary>
    private string Path => Redirects.Local(Http.Request.Path.ToUriComponent()) ?? "/";

    /// <summary>Finds out who is signed in. A refusal says that the session of the cookie is over, or that nobody could be asked.</summary>
    public async Task<Error?> FindAccountAsync()
    {
        if (context.Identity is null)
            return null;
        var account = await useCases.SendAsync(new GetOwnAccount(), Http.RequestAborted);
        Account = account.IsSuccess ? account.Value : null;
        return account.Error;
    }

    /// <summary>
    /// The notice that was left, the same one however often it is asked for; none where another version of the service left one that this one has no words for.
    /// </summary>
    public Notice? TakeNotice() => notice ??= Notices.Take(Http) is { } left && Texts.Find(left.Key) is not null ? left : null;

    /// <summary>The address of this page in the other language.</summary>
    public string InLanguage(string language) =>
        Path + QueryString.Create(Http.Request.Query.Where(q => q.Key != Surface.LanguageCookie).Append(new(Surface.LanguageCookie, language)));

    /// <summary>The address to come back to by GET.</summary>
    public string Here => Path + Http.Request.QueryString;

    /// <summary>Says what a field holds before anybody typed into it.</summary>
    public void Fill(string field, string? value) => values[field] = value;

    /// <summary>What stands in a field: what was typed, where the form was sent and did not go through; else what was filled in.</summary>
    public string? ValueOf(string field) => IsSent ? Http.Request.Form[field].FirstOrDefault() : values.GetValueOrDefault(field);

    private bool IsSent => HttpMethods.IsPost(Http.Request.Method) && Http.Request.HasFormContentType && !Problems.ShowsStored;

    public string Time(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, options.Value.Zone);
        return Texts.Language == Texts.Korean
            ? local.ToString($"yyyy. M. d. '{(local.Hour < 12 ? "오전" : "오후")}' h:mm", CultureInfo.InvariantCulture)
            : local.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
    }

    public string Date(DateTimeOffset at) => Date(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, options.Value.Zone).DateTime));

    public string Date(DateOnly date) =>
        date.ToString(Texts.Language == Texts.Korean ? "yyyy년 M월 d일" : "d MMMM yyyy", CultureInfo.InvariantCulture);
}
