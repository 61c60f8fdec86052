using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Auth.IntegrationTests.Operations;

/// <summary>What a service tells of itself, and what not. With MariaDB's driver, which tells too.</summary>
[Trait("Database", "MariaDb")]
public sealed partial class TelemetryTests(ObservedService service) : IClassFixture<ObservedService>
{
    /// <summary>Which Prometheus adds to what it reads.</summary>
    private const string Instance = "instance";

    private static readonly string[] NobodysBusiness =
        [ObservedService.Mark, AuthApp.Password, "example.com", "홍길동", "010-1234", "Server=", "User ID", "auth_test_user", "SELECT", "INSERT", ObservedService.CallersAddress, "Duplicate", "exception."];

    public static TheoryData<string> Queries => [.. Dashboard().Concat(Rules())];

    [Theory, MemberData(nameof(Queries))]
    public async Task Dashboard_and_rules_ask_for_metrics_labels_and_values_that_there_are(string text)
    {
        var told = await service.ScrapeAsync();
        var query = PromQuery.Read(text);

        query.Selectors.ShouldNotBeEmpty();
        foreach (var (metric, matchers) in query.Selectors)
        {
            if (metric == "up")
                continue; // Prometheus makes it by itself.
            var series = told.Where(s => s.Name == metric).ToList();
            series.ShouldNotBeEmpty($"{metric} is not told; what is: {string.Join(' ', told.Select(s => s.Name).Distinct())}");
            foreach (var (label, comparison, value) in matchers)
            {
                // An answer of 500 is nothing that a test should have to bring about.
                var values = value == "5.." ? [] : comparison is "=" or "=~" ? value.Split('|') : [];
                series.ShouldContain(s => s.Labels.ContainsKey(label), label);
                foreach (var one in values)
                    series.ShouldContain(s => s.Labels.GetValueOrDefault(label) == one, $"{label}={one}");
            }
        }

        var names = query.Selectors.Select(s => s.Metric).ToHashSet();
        foreach (var label in query.Groups.Where(g => g != Instance))
            told.ShouldContain(s => names.Contains(s.Name) && s.Labels.ContainsKey(label), label);
    }

    [Fact]
    public async Task Metrics_name_the_route_and_nobody()
    {
        var text = await service.Management.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        text.ShouldContain("http_route=\"/api/v1/users/{id:uuid}\"");
        var sent = service.Collector.Of("/v1/metrics");
        sent.ShouldContain("auth.use_case.duration");
        foreach (var told in new[] { text, sent })
            ShouldTellNothingOfAnybody(told);
        text.ShouldNotContain("/metrics", customMessage: "who looks is not counted");
        text.ShouldNotContain("/health");
    }

    [Fact]
    public async Task Two_nodes_find_room_among_the_connections_that_a_MariaDB_allows_by_itself()
    {
        const int AllowedByItself = 151;

        var most = (await service.ScrapeAsync()).Where(s => s.Name == "db_client_connections_max").ToDictionary(s => s.Labels["pool_name"], s => int.Parse(s.Value, CultureInfo.InvariantCulture));

        most.Keys.ShouldBe(["auth", "auth-direct"], ignoreOrder: true);
        (2 * most.Values.Sum()).ShouldBeLessThan(AllowedByItself);
    }

    [Fact]
    public void Spans_tell_the_route_the_use_case_and_its_outcome_and_nothing_of_anybody()
    {
        var spans = service.Collector.Of("/v1/traces");

        foreach (var told in new[] { "GET /api/v1/users/{id:uuid}", "RegisterUser", "auth.outcome", "username_taken", "refresh_token_reused", "Auth.Database", "Execute" })
            spans.ShouldContain(told);
        ShouldTellNothingOfAnybody(spans);
    }

    [Fact]
    public async Task Lines_are_sent_too_and_carry_the_trace_id_that_a_refusal_shows()
    {
        await Eventually.BecomesTrueAsync("the line", () => Task.FromResult(service.Collector.Of("/v1/logs").Contains("Login by nobody: invalid_credentials in ", StringComparison.Ordinal)));

        var line = service.Lines().First(l => l.Text("Message")!.StartsWith("Login by nobody: too_many_attempts", StringComparison.Ordinal));
        line.GetProperty("Scopes").GetArrayLength().ShouldBe(1, "no scope of the framework, which has the path");
        service.Lines().Where(l => l.Text("Message")!.StartsWith("Login by nobody: invalid_credentials", StringComparison.Ordinal))
            .Select(l => l.GetProperty("Scopes")[0].Text("TraceId")).ShouldContain(service.RefusedTraceId);
    }

    [Fact]
    public async Task The_set_up_code_stays_on_the_console()
    {
        var folder = Directory.CreateTempSubdirectory("auth-tests-");
        await using var collector = new Collector();
        await using (var host = await HostProcess.StartReadyAsync(folder.FullName, new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Auth__DataDirectory"] = Path.Combine(folder.FullName, "kept"),
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        }))
        {
            var code = (await host.SaysAsync("There is no administrator yet")).Split(' ')[^1];
            await Eventually.BecomesTrueAsync("what was said later", () => Task.FromResult(collector.Of("/v1/logs").Contains("Ready. The API", StringComparison.Ordinal)));

            code.Length.ShouldBeGreaterThan(8);
            collector.Of("/v1/logs").ShouldNotContain(code);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_management_port_has_metrics_and_health_and_nothing_else_and_no_other_port_has_metrics()
    {
        foreach (var (path, status) in new[] { ("/metrics", 200), ("/health/live", 200), ("/health/ready", 200), ("/api/v1/users/me", 404), ("/login", 404), ("/.well-known/jwks.json", 404) })
            ((int)(await service.Management.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode).ShouldBe(status, path);
        (await service.Host.Client.GetAsync("/metrics", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private void ShouldTellNothingOfAnybody(string text)
    {
        foreach (var secret in NobodysBusiness.Append(service.MemberId))
            text.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{secret} is in {text[Math.Max(0, text.IndexOf(secret, StringComparison.OrdinalIgnoreCase) - 200)..][..400]}");
    }

    private static IEnumerable<string> Dashboard()
    {
        using var dashboard = JsonDocument.Parse(Read("dashboard.json"));
        return [.. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
                   where panel.TryGetProperty("targets", out _)
                   from target in panel.GetProperty("targets").EnumerateArray()
                   select target.Text("expr")!];
    }

    private static IEnumerable<string> Rules() => Expression().Matches(Read("alerts.yaml")).Select(m => m.Groups["query"].Value);

    private static string Read(string file)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Auth.sln")))
            root = root.Parent!;
        return File.ReadAllText(Path.Combine(root.FullName, "deploy", "grafana", file));
    }

    [GeneratedRegex("^ +expr: (?<query>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();
}
