using Auth.IntegrationTests.Edge;

namespace Auth.SecurityTests.Garbage;

/// <summary>What any answer to any request must hold to.</summary>
internal static class Verdict
{
    private static readonly string[] Inside =
        ["Exception", "System.", "Microsoft.", "   at ", ".cs:", "BytePosition", "LineNumber", "MySql", "Sqlite", "SELECT ", "INSERT ", "UPDATE ", "Kestrel", "ASP.NET", "AspNet", "/src/", "C:\\"];

    private static readonly string[] Guards =
        ["X-Content-Type-Options: nosniff", "Content-Security-Policy: default-src 'none';", "Referrer-Policy: ", "Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Resource-Policy: same-origin", "Permissions-Policy: ", "Cache-Control: "];

    /// <summary>What is wrong with an answer; null where nothing is.</summary>
    public static string? On(GarbageRequest garbage, RawAnswer answer)
    {
        var headers = answer.Head.Split("\r\n").Skip(1).ToArray();
        if (answer.Status >= 500 && (answer.Status != 503 || !Has("Retry-After: ")))
            return garbage.Target.Route == "/health/ready" && answer.Status == 503 ? null : $"fails with {answer.Status}: {Beginning(answer.Body)}";
        if (Has("Server: ") || Has("X-Powered-By: ") || Has("X-AspNet"))
            return "names the server";
        if (headers.FirstOrDefault(h => h.StartsWith("X-Zq7canary", StringComparison.OrdinalIgnoreCase)) is { } split)
            return $"takes a header of the request for its own: {split}";
        if (Inside.FirstOrDefault(word => answer.Body.Contains(word, StringComparison.Ordinal)) is { } told && !garbage.Target.Route.StartsWith("/docs", StringComparison.Ordinal))
            return $"tells of the inside: {told} in {Beginning(answer.Body)}";
        if (Has("Content-Type: text/html") && answer.Body.Contains(Generator.Element, StringComparison.Ordinal))
            return "has markup of the request";
        if (headers.FirstOrDefault(h => h.StartsWith("Location: ", StringComparison.OrdinalIgnoreCase)) is { } location && !IsLocal(location["Location: ".Length..]))
            return $"leads elsewhere: {location}";
        if (IsOfTheServerItself(answer))
            return null;
        if (Guards.FirstOrDefault(g => !Has(g)) is { } missing)
            return $"{answer.Status} lacks {missing}: {answer.Head}";
        return answer.Status >= 400 && garbage.Method != "HEAD" ? OnRefusal(answer, isHtml: Has("Content-Type: text/html; charset=utf-8")) : null;

        bool Has(string start) => headers.Any(h => h.StartsWith(start, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The server refuses what is no HTTP, or too long, before there is a request to answer.</summary>
    public static bool IsOfTheServerItself(RawAnswer answer) => answer is { Body: "", Status: 400 or 408 or 411 or 413 or 414 or 431 or 501 or 505 };

    private static string? OnRefusal(RawAnswer answer, bool isHtml)
    {
        if (isHtml)
            return answer.Body.Contains("<h1", StringComparison.Ordinal) ? null : "is no page";
        if (!answer.Head.Contains("application/problem+json", StringComparison.Ordinal))
            return $"{answer.Status} is neither problem details nor a page: {answer.Head}";
        if (answer.Body.Contains(Generator.Canary, StringComparison.Ordinal))
            return $"repeats what was sent: {answer.Body}";
        using var problem = System.Text.Json.JsonDocument.Parse(answer.Body);
        return problem.RootElement.GetProperty("code").GetString() is { Length: > 0 } && problem.RootElement.GetProperty("traceId").GetString() is { Length: > 0 } ? null : "has no code";
    }

    private static string Beginning(string body) => body[..Math.Min(400, body.Length)];

    private static bool IsLocal(string address) => address is ['/', ..] and not ['/', '/' or '\\', ..];
}
