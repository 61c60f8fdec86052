using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Auth.Benchmarks;

/// <summary>How long one request after another takes, as a browser on the same machine would see it.</summary>
internal static class Pages
{
    private const int WarmUp = 1;
    private const int Requests = 4;

    private const string Users = "/api/v1/users";

    public static async Task MeasureAsync(Service service)
    {
        using var administrator = await service.AdministratorAsync();
        var (deep, back) = await DeepAsync(administrator, "-createdAt");
        var (deepByName, backByName) = await DeepAsync(administrator, "name");

        Console.WriteLine();
        Console.WriteLine("| request | p50 ms | p95 ms | p99 ms |");
        Console.WriteLine("|---|---:|---:|---:|");
        (string Name, HttpClient Client, string Path)[] requests =
        [
            ("members", administrator, Users),
            ("members, a hundred", administrator, $"{Users}?limit=100"),
            ("members, deep", administrator, $"{Users}?cursor={deep}"),
            ("members, deep, back", administrator, $"{Users}?cursor={back}"),
            ("members by username", administrator, $"{Users}?sort=username"),
            ("members by name", administrator, $"{Users}?sort=name"),
            ("members by name, deep", administrator, $"{Users}?sort=name&cursor={deepByName}"),
            ("members by name, deep, back", administrator, $"{Users}?sort=name&cursor={backByName}"),
            .. from sort in (string[])["-createdAt", "createdAt", "username", "-username", "name", "-name"]
               from filter in (string[])["role=admin", "role=member", "status=active", "status=suspended", "role=admin&status=suspended"]
               select ($"members, {filter}, {sort}", administrator, $"{Users}?{filter}&sort={sort}"),
            .. from sort in (string[])["-createdAt", "createdAt", "username", "-username", "name", "-name"]
               from search in (string[])["tiger4821", "tiger", "m", "x", "김", "김민서", "남궁", "박", "희", "A", "kim1", "kim10@e", "nobody is called so"]
               select ($"search {search}, {sort}", administrator, $"{Users}?search={Uri.EscapeDataString(search)}&sort={sort}"),
            ("members by username, deep", administrator, $"{Users}?sort=username&cursor={(await DeepAsync(administrator, "username")).Forward}"),
            ("search 김, deep", administrator, $"{Users}?search=김&cursor={deep}"),
            ("search 김, suspended", administrator, $"{Users}?search=김&status=suspended"),
            ("search 김, admin", administrator, $"{Users}?search=김&role=admin"),
        ];
        foreach (var (name, client, path) in requests)
            await MeasureAsync(name, client, path);
    }

    private static async Task MeasureAsync(string name, HttpClient client, string path)
    {
        var times = new List<double>();
        for (var i = 0; i < WarmUp + Requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            if (i >= WarmUp)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {At(0.50):0.0} | {At(0.95):0.0} | {At(0.99):0.0} |"));

        double At(double share) => times[(int)Math.Ceiling(share * times.Count) - 1];
    }

    /// <summary>The cursors forward and back of the page nine tenths down the list.</summary>
    private static async Task<(string Forward, string? Back)> DeepAsync(HttpClient administrator, string sort)
    {
        const int limit = 100;
        const int deep = 900;
        string? cursor = null;
        for (var pages = 1; ; pages++)
        {
            var page = await administrator.GetFromJsonAsync<JsonElement>($"{Users}?sort={sort}&limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            cursor = page.GetProperty("nextCursor").GetString()!;
            if (pages == deep)
                return (cursor, page.TryGetProperty("previousCursor", out var previous) ? previous.GetString() : cursor);
        }
    }
}
