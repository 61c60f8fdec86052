using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Net.Http.Headers;

namespace Auth.WebApi.Common;

/// <summary>Whether a request speaks to the pages, for people, or to the API, for programs; and in which language it is answered.</summary>
internal static class Surface
{
    public const string LanguageCookie = "lang";
    private static readonly PathString[] ForPrograms = ["/api", "/health", "/openapi", "/docs", "/.well-known"];

    /// <summary>Pages are for people, and so is an address that nobody has, where it was asked for with <c>Accept: text/html</c>.</summary>
    public static bool IsPage(HttpContext http) => (http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint) is { Metadata.Count: > 0 } endpoint
        ? endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null
        : !Array.Exists(ForPrograms, p => http.Request.Path.StartsWithSegments(p, StringComparison.Ordinal)) && AcceptsHtml(http.Request);

    /// <summary>On pages the choice made by <c>?lang=</c> or kept from earlier; else what the client prefers (RFC 9110 12.5.4); Korean where that is neither language.</summary>
    public static string Language(HttpContext http) =>
        (IsPage(http) ? Chosen(http) ?? Known(Cookies.Read(http, LanguageCookie)) : null) ?? Preferred(http.Request);

    /// <summary>The language that a link of the page asks for. Not what a form's address still says: a later choice counts.</summary>
    public static string? Chosen(HttpContext http) => Redirects.IsSafe(http) ? Known(http.Request.Query[LanguageCookie]) : null;

    private static string? Known(string? language) => language is Texts.Korean or Texts.English ? language : null;

    /// <summary>Tags are read in any case, and a weight of 0 says "not this one".</summary>
    private static string Preferred(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage
            .Where(l => l.Quality != 0)
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => Known(Domain.Common.AsciiText.Lower(l.Value.ToString().Split('-')[0])))
            .FirstOrDefault(l => l is not null) ?? Texts.Korean;

    private static bool AcceptsHtml(HttpRequest request) =>
        request.Headers[HeaderNames.Accept].ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
