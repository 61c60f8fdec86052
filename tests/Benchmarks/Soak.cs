using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Auth.IntegrationTests.Edge;
using Auth.SecurityTests.Garbage;
using CsCheck;
using Microsoft.AspNetCore.Razor.Hosting;

namespace Auth.Benchmarks;

/// <summary>Garbage at every endpoint for minutes: what is answered, and whether memory stays flat.</summary>
internal sealed class Soak(Service service, int rate)
{
    /// <summary>Limits so high that the garbage is read rather than refused at the door.</summary>
    public static readonly Dictionary<string, string?> Settings = new()
    {
        ["Auth__Throttling__FailuresPerNetwork"] = "1000000",
        ["Auth__Throttling__AnonymousRequestsPerMinute"] = "1000000",
        ["Auth__Throttling__SignedInRequestsPerMinute"] = "1000000",
    };

    private const int AtOnce = 64;
    private const int Prepared = 20_000;

    private static readonly string[] Methods = ["GET", "POST"];

    private readonly ConcurrentDictionary<int, int> statuses = new();
    private readonly ConcurrentDictionary<string, int> faults = new();
    private readonly List<double> workingSets = [];
    private int cutOff;
    private double slowest;

    public int Sent { get; private set; }

    /// <summary>Of any kind, also those that say when to come back.</summary>
    public int ServerErrors => statuses.Where(s => s.Key >= 500).Sum(s => s.Value);

    /// <summary>In MB, before the first request and after each minute.</summary>
    public IReadOnlyList<double> WorkingSets => workingSets;

    /// <summary>Answers how many requests were answered as none may be.</summary>
    public async Task<int> RunAsync(TimeSpan duration)
    {
        var garbage = await PrepareAsync();
        var credentials = await service.CredentialsAsync();
        using var seats = new SemaphoreSlim(AtOnce);
        Console.WriteLine("| minute | requests | working set MB | private MB |");
        Console.WriteLine("|---:|---:|---:|---:|");
        Report(0);
        var watch = Stopwatch.StartNew();
        for (var minute = 1; watch.Elapsed < duration; minute++)
        {
            for (; watch.Elapsed < TimeSpan.FromMinutes(minute) && watch.Elapsed < duration; Sent++)
            {
                if (Sent % (rate * 5) == 0 && !await service.AreGoodAsync(credentials))
                    credentials = await service.CredentialsAsync(); // Some garbage logs its sender out.
                var ahead = TimeSpan.FromSeconds((double)Sent / rate) - watch.Elapsed;
                if (ahead > TimeSpan.FromMilliseconds(15))
                    await Task.Delay(ahead);
                await seats.WaitAsync();
                var one = garbage[Sent % garbage.Length];
                _ = SendAsync(one, credentials[one.Caller], seats);
            }

            Report(minute);
        }

        for (var left = 0; left < AtOnce; left++)
            await seats.WaitAsync();
        return Sum(watch.Elapsed);
    }

    private async Task SendAsync(GarbageRequest garbage, string[] credentials, SemaphoreSlim seats)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var answer = await RawHttp.SendAsync(service.Nobody, garbage.RequestLine, garbage.HeadersWith(credentials), garbage.Body);
            statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
            if (Verdict.On(garbage, answer) is { } fault)
                faults.AddOrUpdate($"{garbage.Target} {fault}", 1, (_, count) => count + 1);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            Interlocked.Increment(ref cutOff);
        }
        finally
        {
            slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            seats.Release();
        }
    }

    private void Report(int minute)
    {
        using var process = Process.GetProcessById(service.ProcessId);
        workingSets.Add(process.WorkingSet64 / 1e6);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {minute} | {Sent} | {workingSets[^1]:0} | {process.PrivateMemorySize64 / 1e6:0} |"));
    }

    private int Sum(TimeSpan elapsed)
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Sent} requests in {elapsed.TotalSeconds:0} s, {Sent / elapsed.TotalSeconds:0} a second; slowest {slowest:0} ms; {cutOff} without an answer"));
        Console.WriteLine(string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}")));
        foreach (var (fault, count) in faults.OrderByDescending(f => f.Value).Take(20))
            Console.WriteLine($"FAULT {count} times: {fault}");
        return faults.Values.Sum() + cutOff;
    }

    /// <summary>Made beforehand, so that making it takes no time from sending it.</summary>
    private async Task<GarbageRequest[]> PrepareAsync()
    {
        var targets = await TargetsAsync();
        Console.WriteLine($"Making garbage for {targets.Count} endpoints.");
        return Gen.OneOf((IGen<GarbageRequest>[])[.. targets.Select(t => Generator.For(t, Service.Callers))]).Array[Prepared].Single();
    }

    /// <summary>The calls as the service describes them, and the pages as they are compiled in.</summary>
    private async Task<List<Target>> TargetsAsync()
    {
        var document = await service.Nobody.GetFromJsonAsync<JsonElement>(new Uri("/openapi/v1.json", UriKind.Relative));
        var calls = (
            from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            let parameters = operation.Value.TryGetProperty("parameters", out var found) ? found.EnumerateArray().Select(p => p.GetProperty("name").GetString()!).ToArray() : []
            select new Target(operation.Name.ToUpperInvariant(), path.Name, Fields(document, operation.Value), parameters, IsPage: false)).ToList();
        var fields = calls.SelectMany(c => c.Fields).Concat(["csrf", "act", "session", "theme", "next"]).Distinct().ToArray();
        var names = calls.SelectMany(c => c.Parameters).Concat(["next", "lang"]).Distinct().ToArray();
        var pages =
            from page in typeof(Program).Assembly.GetCustomAttributes<RazorCompiledItemAttribute>()
            from metadata in page.Type.GetCustomAttributes<RazorCompiledItemMetadataAttribute>()
            where metadata.Key == "RouteTemplate"
            from method in Methods
            select new Target(method, $"/{metadata.Value.Trim('/')}", method == "POST" ? fields : [], names, IsPage: true);
        return [.. calls, .. pages];
    }

    private static string[] Fields(JsonElement document, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body))
            return [];
        var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        if (schema.TryGetProperty("oneOf", out var choices))
            schema = choices.EnumerateArray().First(c => c.TryGetProperty("$ref", out _));
        if (schema.TryGetProperty("$ref", out var reference))
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        return [.. schema.GetProperty("properties").EnumerateObject().Select(p => p.Name)];
    }
}
