using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Auth.Benchmarks;

/// <summary>How long requests take, one after another, as a browser on the same machine would see it.</summary>
internal static class Pages
{
    private const int WarmUp = 20;
    private const int Requests = 200;

    private const string Api = "/api/v1/users";
    private const string Page = "/admin/users";

    public static readonly Dictionary<string, string?> Settings = new()
    {
        ["Auth__Throttling__AnonymousRequestsPerMinute"] = "1000000",
        ["Auth__Throttling__SignedInRequestsPerMinute"] = "1000000",
    };

    public static async Task MeasureAsync(Service service)
    {
        using var administrator = await service.AdministratorAsync();
        using var browser = await service.BrowserAsync();
        var lists = await ListsAsync(administrator);

        (string Name, HttpClient Client, string Path)[] requests =
        [
            ("log in", service.Nobody, "/login"),
            ("sign up", service.Nobody, "/sign-up"),
            ("own account", browser, "/account"),
            ("audit trail", browser, "/admin/audit"),
            .. lists.Select(list => ($"page: {list.Name}", browser, $"{Page}?{list.Query}")),
            .. lists.Select(list => ($"API: {list.Name}", administrator, $"{Api}?{list.Query}")),
        ];

        Console.WriteLine("| request | p50 ms | p95 ms | p99 ms |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach (var (name, client, path) in requests)
            await MeasureAsync(name, client, path);
    }

    /// <summary>What is asked of the list of members, by the page and by the API alike.</summary>
    private static async Task<List<(string Name, string Query)>> ListsAsync(HttpClient administrator)
    {
        string[] orders = ["-createdAt", "username", "name"];
        List<(string Name, string Query)> lists = [("members", ""), ("members, a hundred", "limit=100")];
        foreach (var order in orders)
        {
            var (deep, back) = await DeepAsync(administrator, order);
            lists.Add(($"{order}, first page", $"sort={order}"));
            lists.Add(($"{order}, deep", $"sort={order}&cursor={deep}"));
            lists.Add(($"{order}, deep, back", $"sort={order}&cursor={back}"));
            lists.Add(($"{order}, 김, deep", $"sort={order}&search=김&cursor={deep}"));
            foreach (var filter in (string[])["role=admin", "role=member", "status=suspended", "role=member&status=active", "search=김&status=suspended"])
                lists.Add(($"{order}, {filter}", $"sort={order}&{filter}"));
            // Rare and common, near and far; as usernames, addresses (tiger is both), names, nicknames; and what nobody has.
            foreach (var search in (string[])["tiger4821", "kim10", "kim1007@e", "tiger", "m", "김", "김민서", "박", "희", "A", "nobody"])
                lists.Add(($"{order}, search {search}", $"sort={order}&search={search}"));
        }

        return lists;
    }

    private static async Task MeasureAsync(string name, HttpClient client, string path)
    {
        var times = new List<double>();
        for (var i = 0; i < WarmUp + Requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            if (!path.StartsWith(response.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal))
                throw new InvalidOperationException($"{path} leads to {response.RequestMessage.RequestUri}.");
            if (i >= WarmUp)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {At(0.50):0.0} | {At(0.95):0.0} | {At(0.99):0.0} |"));

        double At(double share) => times[(int)Math.Ceiling(share * times.Count) - 1];
    }

    /// <summary>The cursors forward and back of the page after 90,000 members.</summary>
    private static async Task<(string? Forward, string? Back)> DeepAsync(HttpClient administrator, string sort)
    {
        const int deep = 900;
        var address = $"{Api}?sort={sort}&limit=100";
        var page = await administrator.GetFromJsonAsync<JsonElement>(address);
        for (var pages = 1; pages < deep; pages++)
            page = await administrator.GetFromJsonAsync<JsonElement>($"{address}&cursor={page.GetProperty("nextCursor").GetString()}");
        return (page.GetProperty("nextCursor").GetString(), page.GetProperty("previousCursor").GetString());
    }
}
