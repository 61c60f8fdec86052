using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Auth.WebApi.Common;

/// <summary>What was just done: the key of its sentence, and whom it concerned where the sentence names them.</summary>
internal sealed record Notice(string Key, string? Username = null)
{
    /// <summary>Where its one link leads, whose text has the key <c>….link</c>; null where it has none.</summary>
    public string? Link { get; init; }
}

/// <summary>Hands a notice on to the next page that is shown, once, in a sealed cookie: nobody can put words on a page by its address or by a cookie of theirs.</summary>
internal static class Notices
{
    private const string Cookie = "notice";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static void Leave(HttpContext http, Notice notice) =>
        Cookies.Set(http, Cookie, Protector(http).Protect(JsonSerializer.Serialize(notice)), Patience);

    public static Notice? Take(HttpContext http)
    {
        if (Cookies.Read(http, Cookie) is not { } sealedNotice)
            return null;
        Cookies.Delete(http, Cookie);
        try
        {
            return JsonSerializer.Deserialize<Notice>(Protector(http).Unprotect(sealedNotice));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IDataProtector Protector(HttpContext http) => http.RequestServices.GetDataProtector("notices");
}
