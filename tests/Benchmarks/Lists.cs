using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Auth.Benchmarks.Load;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests.Databases;
using MySqlConnector;

namespace Auth.Benchmarks;

/// <summary>
/// The API's list of members with 10,000 of them and with many more, on one server, each asked by turns so that whatever else the machine does hits both alike.
/// </summary>
internal sealed class Lists(Service few, Service many)
{
    private const int Few = 10_000;
    private const int Rounds = 7;
    private const int InRound = 5;
    private const double MostRatio = 1.2;
    private const double MostMilliseconds = 10;

    public static async Task MeasureAsync(int members)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));
        var settings = new Dictionary<string, string?>(Pages.Settings) { ["Auth__MasterKey"] = key };
        await using var server = await TestMariaDb.StartAsync();
        await using var few = await Service.StartAsync(Few, settings, server);
        await using var many = await Service.StartAsync(members, settings, server);
        var cursors = new Cursors(new MasterKeys(MasterKey.Parse(key)));
        await new Lists(few, many).CompareAsync(await Deep.FindAsync(few, Few, cursors), await Deep.FindAsync(many, members, cursors));
        await Sizes.PrintAsync(many.ConnectionString, members);
    }

    private async Task CompareAsync(Deep fewDeep, Deep manyDeep)
    {
        var lists = All.Select(list => new Measured(list.Name, list.IsCompared, list.Query(fewDeep), list.Query(manyDeep))).ToList();
        for (var round = 0; round <= Rounds; round++)
        {
            // A token lasts ten minutes. The first round warms up.
            using var askFew = await few.AdministratorAsync();
            using var askMany = await many.AdministratorAsync();
            foreach (var list in lists)
                await list.RunAsync(askFew, askMany, InRound, isWarmUp: round == 0);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| list | {Few:N0}: p50 ms | p95 ms | many: p50 ms | p95 ms | ratio |"));
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var list in lists)
            Console.WriteLine(list);
        var slowest = lists.MaxBy(list => list.P95)!;
        var most = lists.Where(list => list.IsCompared).MaxBy(list => list.Ratio)!;
        Figures.AtMost($"p95 of the slowest list ({slowest.Name})", slowest.P95, MostMilliseconds, " ms");
        Figures.AtMost($"the list that grows most ({most.Name}), against {Few:N0} members", most.Ratio, MostRatio);
    }

    /// <summary>Those whose answer is alike with few and with many are compared; a search that finds five of the few and five hundred of the many is only timed.</summary>
    private static IEnumerable<(string Name, bool IsCompared, Func<Deep, string> Query)> All
    {
        get
        {
            foreach (var sort in (string[])["-createdAt", "createdAt", "username", "-username", "name", "-name"])
            {
                yield return ($"{sort}, first page", true, _ => $"sort={sort}");
                yield return ($"{sort}, deep", true, deep => $"sort={sort}&cursor={deep.Next[sort]}");
                yield return ($"{sort}, deep, back", true, deep => $"sort={sort}&cursor={deep.Previous[sort]}");
            }

            foreach (var sort in (string[])["-createdAt", "username", "name"])
            {
                foreach (var filter in (string[])["role=member", "status=suspended", "role=member&status=active"])
                    yield return ($"{sort}, {filter}", true, _ => $"sort={sort}&{filter}");
                yield return ($"{sort}, status=active, deep", true, deep => $"sort={sort}&status=active&cursor={deep.Next[sort]}");
                yield return ($"{sort}, role=admin", false, _ => $"sort={sort}&role=admin");
                // One is found: by the whole username, the whole address, the number as people write it.
                yield return ($"{sort}, a username", true, deep => $"sort={sort}&search={deep.Username}");
                yield return ($"{sort}, an address", true, deep => $"sort={sort}&search={deep.Username}@example");
                yield return ($"{sort}, a number", true, deep => $"sort={sort}&search={deep.Phone}");
                // A fifth of all, a fifth, a sixteenth, a tenth of those with a number, a hundredth of them.
                foreach (var search in (string[])["김", "m", "kim", "010-1", "010-12"])
                    yield return ($"{sort}, search {search}", sort == "-createdAt" && search is not "010-12", _ => $"sort={sort}&search={search}");
                yield return ($"{sort}, search 김, deep", sort == "-createdAt", deep => $"sort={sort}&search=김&cursor={deep.Next[sort]}");
                foreach (var search in (string[])["김&status=suspended", "박민", "박민&status=suspended", "river", "tiger48", "희", "A", "nobody"])
                    yield return ($"{sort}, search {search}", false, _ => $"sort={sort}&search={search}");
            }
        }
    }

    private sealed class Measured(string name, bool isCompared, string few, string many)
    {
        private readonly List<double> ofFew = [];
        private readonly List<double> ofMany = [];
        private readonly List<double> ratios = [];

        public string Name => name;

        public bool IsCompared => isCompared;

        public double P95 => At(ofMany, 0.95);

        public double Ratio => At(ratios, 0.5);

        public async Task RunAsync(HttpClient askFew, HttpClient askMany, int times, bool isWarmUp)
        {
            List<double> roundOfFew = [], roundOfMany = [];
            for (var i = 0; i < times; i++)
            {
                roundOfFew.Add(await AskAsync(askFew, few));
                roundOfMany.Add(await AskAsync(askMany, many));
            }

            if (isWarmUp)
                return;
            ofFew.AddRange(roundOfFew);
            ofMany.AddRange(roundOfMany);
            ratios.Add(At(roundOfMany, 0.5) / At(roundOfFew, 0.5));
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"| {name}{(isCompared ? " *" : "")} | {At(ofFew, 0.5):0.0} | {At(ofFew, 0.95):0.0} | {At(ofMany, 0.5):0.0} | {P95:0.0} | {Ratio:0.00} |");

        private static async Task<double> AskAsync(HttpClient client, string query)
        {
            var start = Stopwatch.GetTimestamp();
            using var response = await client.GetAsync(new Uri($"/api/v1/users?{query}", UriKind.Relative));
            await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        private static double At(List<double> times, double share) => times.Order().ElementAt((int)Math.Ceiling(share * times.Count) - 1);
    }

    /// <summary>Cursors at nine tenths of each order, made as the service makes them, and somebody to search for.</summary>
    private sealed record Deep(Dictionary<string, string> Next, Dictionary<string, string> Previous, string Username, string Phone)
    {
        public static async Task<Deep> FindAsync(Service service, int members, Cursors cursors)
        {
            await using var connection = new MySqlConnection(service.ConnectionString);
            await connection.OpenAsync();
            var deep = new Deep([], [], await ReadAsync<string>("SELECT username FROM users WHERE email IS NOT NULL ORDER BY id DESC"), $"0{(await ReadAsync<string>("SELECT phone FROM users WHERE phone IS NOT NULL ORDER BY id DESC"))[3..]}");
            foreach (var (sort, column) in new[] { ("createdAt", "created_at"), ("username", "username"), ("name", "name") })
            {
                foreach (var (order, direction) in new[] { (sort, "ASC"), ($"-{sort}", "DESC") })
                {
                    var id = await ReadAsync<byte[]>($"SELECT id FROM users ORDER BY {column} {direction}, id {direction}");
                    await using var command = new MySqlCommand($"SELECT {column} FROM users WHERE id = @id", connection);
                    command.Parameters.AddWithValue("id", id);
                    var value = await command.ExecuteScalarAsync();
                    string[] keys = [value is DateTime at ? at.Ticks.ToString(CultureInfo.InvariantCulture) : (string)value!, new Guid(id, bigEndian: true).ToString("N")];
                    deep.Next[order] = cursors.Make($"users {order} next", keys);
                    deep.Previous[order] = cursors.Make($"users {order} previous", keys);
                }
            }

            return deep;

            async Task<T> ReadAsync<T>(string sql)
            {
                await using var command = new MySqlCommand($"{sql} LIMIT 1 OFFSET {members / 10 * (sql.Contains("WHERE", StringComparison.Ordinal) ? 2 : 9)}", connection) { CommandTimeout = 600 };
                return (T)(await command.ExecuteScalarAsync())!;
            }
        }
    }
}
