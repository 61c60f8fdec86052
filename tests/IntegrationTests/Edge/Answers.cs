using System.Text.Json;

namespace Auth.IntegrationTests.Edge;

internal static class Answers
{
    /// <summary>What garbage carries, to see whether it comes back.</summary>
    public const string Canary = "zq7canary";

    private static readonly string[] Inside =
    [
        "Exception", "System.", "Microsoft.", "Auth.", "   at ", ".cs", "BytePosition", "LineNumber", "RegisterUser", "ChangeUser", "Secret", "Optional`", "Optional<",
        "SELECT", "MySql", "Sqlite", Canary,
    ];

    /// <summary>Expects a refusal of the caller's making, in problem details that tell nothing of the inside and repeat nothing of the input.</summary>
    public static async Task<string> ShouldBeRefusalAsync(this HttpResponseMessage response, string what)
    {
        var body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBeInRange(400, 499, $"{what}: {body}");
        return ShouldBeCleanProblem(body, what);
    }

    public static async Task ShouldBeRefusalAsync(this HttpResponseMessage response, int status, string code, string what)
    {
        var body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, $"{what}: {body}");
        ShouldBeCleanProblem(body, what).ShouldBe(code, what);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", what);
    }

    /// <summary>Expects anything that is not a failure of ours; where it is a refusal, a clean one.</summary>
    public static async Task ShouldNotFailAsync(this HttpResponseMessage response, string what)
    {
        if ((int)response.StatusCode >= 300)
            await response.ShouldBeRefusalAsync(what);
    }

    /// <summary>Expects clean problem details and answers their code.</summary>
    public static string ShouldBeCleanProblem(string body, string what)
    {
        foreach (var word in Inside)
            body.ShouldNotContain(word, Case.Sensitive, $"{what}: {body}");
        using var problem = JsonDocument.Parse(body);
        problem.RootElement.GetProperty("traceId").GetString().ShouldNotBeNullOrEmpty(what);
        return problem.RootElement.GetProperty("code").GetString()!;
    }

    /// <summary>All that a stranger sees of a refusal: status, headers and body, without the trace id and the time.</summary>
    public static async Task<string> DescribeAsync(this HttpResponseMessage response)
    {
        var body = await response.TextAsync();
        using var problem = JsonDocument.Parse(body);
        var traceId = problem.RootElement.GetProperty("traceId").GetString()!;
        var headers = response.Headers.Concat(response.Content.Headers).Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(", ", h.Value)}");
        return $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n{body.Replace(traceId, "", StringComparison.Ordinal)}";
    }
}
