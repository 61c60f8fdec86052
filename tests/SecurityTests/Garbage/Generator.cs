using System.Globalization;
using System.Text;
using CsCheck;

namespace Auth.SecurityTests.Garbage;

/// <summary>Makes requests that nobody meant: nearly right ones, so that they come far, and ones that are wrong throughout.</summary>
internal static class Generator
{
    /// <summary>What garbage carries, to see whether it comes back.</summary>
    public const string Canary = "zq7canary";

    /// <summary>Markup of an element that no page has.</summary>
    public const string Element = "<zq7canary";

    private static readonly string[] Ids = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "me", "0", "%00", "..", Canary, "{id}"];

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "BREW", "X"];

    private static readonly string[] Texts =
    [
        "", " ", Canary, "admin", "member", "active", "suspended", "true", "null", "-1", "0", "1e400", "99999999999999999999", "2001-02-29", "9999-12-31", "0000-00-00", "a@b.c", "x@example.com",
        "' or '1'='1", "\" or 1=1 --", "'; drop table users; --", "%' or 1=1 #", "\\", "\\'", "%", "_", "%_%", "1) union select 1,2,3 --", "sleep(5)", "0x31", "zq7canary'/**/or/**/1=1",
        $"{Element} onload=x>", $"\"'>{Element}>", $"</textarea></title>{Element}>", "javascript:zq7canary", "{{7*7}}", "${7*7}", "@(7*7)", "#{7*7}", "%n%s%x", "{0}{1}", "${jndi:ldap://127.0.0.1/x}",
        "..\\..\\", "../../../../etc/passwd", "file:///etc/passwd", "http://127.0.0.1:1/", "//zq7canary.example", "\r\nX-Zq7canary: 1", "x\r\n\r\nzq7canary", "\0", "x\0y", "\u0001\u001b[31m", "\u202e\u2066zq",
        "\ud83d\ude00", "\u0000\u00ad\ufeff", "\ufffe\uffff", "\u0130\u0131\u212a\u017f", "ſ", "가각힣", "e\u0301", "=cmd|' /C calc'!A0", "|id", "$(id)", "`id`", "*)(uid=*", new('a', 129), new('가', 5000), new('9', 400),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "1.5", "1e400", "-1e-400", "99999999999999999999999999", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "[]", "{}", "[[]]", "[null]",
        "{\"$type\":\"x\"}", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}", "[1,", "{", "\"", "NaN", "Infinity", "01", "tru", "'x'", "/**/1", "\"\\x\"", "\"\t\"", "1 1",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    ];

    private static readonly string[] ContentTypes =
    [
        "application/json", "application/json", "application/json", "application/json; charset=utf-8", "application/json; charset=utf-7", "application/JSON;charset=\"UTF-8\"", "text/plain", "text/json",
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "application/xml", "application/problem+json", "*/*", "", ";", "application/",
    ];

    private static readonly string[] OddHeaders =
    [
        "Accept: text/html", "Accept: application/json", "Accept: ;;;q=x", "Accept-Language: ko;q=9999999999999999", "Accept-Language: en-\u00ff,*;q=-1", "Accept-Encoding: gzip;q=0,br;q=x", "Cookie: =;;;=\u00ff",
        "Cookie: auth-access=; auth-refresh=; auth-csrf=x; auth-notice=x; auth-theme=zq7canary; auth-lang=zq7canary", "Cookie: auth-notice=CfDJ8AAAAAAA", "Origin: null", "Origin: http://zq7canary.example",
        "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-origin", "Referer: javascript:zq7canary", "X-CSRF-Token: zq7canary", "X-Forwarded-For: zq7canary, ,999.1.1.1", "X-Forwarded-Proto: https", "X-Forwarded-Host: zq7canary.example",
        "X-HTTP-Method-Override: DELETE", "X-Original-URL: /api/v1/users", "Forwarded: for=\"[::1\";proto=x", "User-Agent: ", "User-Agent: \u00ff\u00fe<zq7canary>", "Expect: 100-continue", "If-None-Match: *", "If-Match: zq7canary",
        "If-Modified-Since: x", "Range: bytes=0-0,-1,zq7canary", "traceparent: 00-zz-zz-01", "tracestate: =,=", "baggage: zq7canary=1", "Upgrade: websocket", "Upgrade: h2c", "TE: trailers", "Via: zq7canary", "Date: x", "Keep-Alive: x",
        "Content-Encoding: gzip", "Content-Language: zq7canary", "X-Zq7canary: \u0085", "X-Request-Id: zq7canary", "From: zq7canary@example.com", "Max-Forwards: 0", "Content-Type: zq7canary",
    ];

    /// <summary>A text that is odd in some way, whole or broken.</summary>
    private static readonly Gen<string> Text = Gen.Frequency(
        (6, Gen.OneOf(Texts)),
        (2, Gen.String[0, 40]),
        (1, Gen.Select(Gen.OneOf(Texts), Gen.OneOf(Texts), (a, b) => a + b)));

    private static readonly Gen<string> Id = Gen.Frequency((3, Gen.Guid.Select(g => g.ToString())), (1, Gen.OneOf(Ids)));

    /// <summary>Garbage for a call or a page, that mostly takes its way and its method.</summary>
    public static Gen<GarbageRequest> For(Target target, int callers) => Gen.Select(
        Gen.Frequency((9, Gen.Const(target.Method)), (1, Gen.OneOf(Methods))),
        Address(target),
        Gen.Int[0, callers - 1],
        Gen.OneOf(OddHeaders).List[0, 3],
        Gen.OneOf(ContentTypes),
        Body(target),
        (method, address, caller, headers, contentType, body) =>
            new GarbageRequest(target, method, address, caller, [.. Headers(target, headers, contentType, body)], body));

    private static IEnumerable<string> Headers(Target target, List<string> odd, string contentType, byte[] body)
    {
        foreach (var header in odd.Where(h => !h.StartsWith("Content-Type", StringComparison.Ordinal) || body.Length == 0))
            yield return header;
        if (target.IsPage)
            yield return "Accept: text/html";
        if (body.Length > 0)
            yield return $"Content-Type: {(target.IsPage && contentType is "application/json" ? "application/x-www-form-urlencoded" : contentType)}";
    }

    private static Gen<string> Address(Target target)
    {
        var names = Gen.Frequency((4, Gen.OneOf((string[])[.. target.Parameters, "next", "lang", "cursor", "id"])), (1, Text.Select(Uri.EscapeDataString)));
        var values = Gen.Frequency((4, Text.Select(Escaped)), (1, Gen.OneOf("%", "%zz", "%00", "%C0%AF", "%ED%A0%80", "%FF", "+", "&", "=", "[]=")));
        var query = Gen.Select(names, values, (n, v) => $"{n}={v}").List[0, 4].Select(pairs => pairs.Count == 0 ? "" : $"?{string.Join('&', pairs)}");
        var path = Id.Select(id => System.Text.RegularExpressions.Regex.Replace(target.Route, "\\{[^}]*\\}", id, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        var spelled = Gen.Frequency(
            (12, path),
            (1, path.Select(p => $"{p}/")), (1, path.Select(p => $"/{p}")), (1, path.Select(p => p.ToUpperInvariant())), (1, path.Select(p => p.Replace("/", "%2f", StringComparison.Ordinal)[3..].Insert(0, "/"))),
            (1, Gen.Select(path, Text, (p, t) => $"{p}/{Escaped(t)}")), (1, path.Select(p => $"{p};x={Canary}")), (1, Text.Select(t => $"/{Escaped(t)}")));
        return Gen.Select(spelled, query, (p, q) => Cut(p + q, 7000));
    }

    private static Gen<byte[]> Body(Target target)
    {
        if (target.Fields.Length == 0)
            return Gen.Frequency((3, Gen.Const(Array.Empty<byte>())), (1, Gen.Byte.Array[0, 200]));
        var name = Gen.Frequency((8, Gen.OneOf(target.Fields)), (1, Text), (1, Gen.OneOf("role", "status", "id", "csrf", "act", "__proto__", "$type", "")));
        var value = Gen.Frequency((4, Text.Select(Json)), (2, Gen.OneOf(Values)), (1, Gen.Double.Select(d => d.ToString("R", CultureInfo.InvariantCulture))));
        var json = Gen.Select(name, value, (n, v) => $"{Json(n)}:{v}").List[0, 8].Select(members => $"{{{string.Join(',', members)}}}");
        var form = Gen.Select(name, Text, (n, v) => $"{Escaped(n)}={Escaped(v)}").List[0, 10].Select(fields => string.Join('&', fields));
        var whole = target.IsPage ? Gen.Frequency((6, form), (1, json), (1, Text)) : Gen.Frequency((6, json), (1, form), (1, Gen.OneOf(Values)), (1, Text));
        var bytes = whole.Select(Encoding.UTF8.GetBytes);
        return Gen.Frequency(
            (8, bytes),
            (1, Gen.Select(bytes, Gen.Int[0, 4000], Gen.Byte.Array[1, 6], (b, at, put) => (byte[])[.. b.Take(at), .. put, .. b.Skip(at)])),
            (1, Gen.Select(bytes, Gen.Int[0, 200], (b, end) => b[..Math.Min(end, b.Length)])),
            (1, Gen.Byte.Array[0, 300]),
            (1, Gen.Int[30_000, 70_000].Select(length => Encoding.UTF8.GetBytes($"{{\"x\":\"{new string('x', length)}\"}}"))));
    }

    /// <summary>Half a surrogate pair has no form in an address.</summary>
    private static string Escaped(string text) => Uri.EscapeDataString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static string Cut(string address, int length) => address.Length <= length ? address : address[..length];
}
