using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using MySqlConnector;

namespace Auth.IntegrationTests.Users;

/// <summary>
/// How many rows the server reads for a page, by its own count, whatever the machine. Among 40,000 members, on a host and a database of their own.
/// </summary>
[Trait("Database", "MariaDb")]
public sealed class ListUsersCostTests(AuthApp app) : IAsyncLifetime
{
    private const int Members = 40_000;
    private const int Far = 12_000;
    private const int Limit = 5;

    /// <summary>The rows of a page from each part of a filter, the caller, the lines of the trail.</summary>
    private const int MostForPage = 150;

    /// <summary>And a thousand that match in each field, looked for twice, or who stands near.</summary>
    private const int MostForSearch = 8000;

    private static readonly string[] Sorts = ["-createdAt", "createdAt", "username", "-username", "name", "-name"];
    private static readonly string[] Filters = ["", "&role=member", "&role=admin", "&status=active", "&status=suspended", "&role=member&status=suspended", "&role=admin&status=active"];

    // All match; one in twelve; a hundred side by side; some, by each of the other fields alone; one; none.
    private static readonly string[] Searches = ["u", "가5", "u005", "nick77", "mail77", "010-1234-77", "u00777", "nobody"];

    private string connectionString = "";
    private AuthHost host = null!;
    private HttpClient administrator = null!;
    private long looks;
    private long ofLook;

    public async ValueTask InitializeAsync()
    {
        connectionString = await app.NewDatabaseAsync();
        host = app.NewHost(("ConnectionStrings:Auth", connectionString));
        var client = await host.StartAsync();
        await client.CallAsync("POST /api/v1/auth/register", app.Registration("administrator"));
        await ExecuteAsync("UPDATE users SET role = 'admin'");
        await ExecuteAsync(
            $"""
            INSERT INTO users (id, username, name, nickname, email, email_verified, phone, gender, role, status, created_at, updated_at, version)
            SELECT UNHEX(LPAD(HEX(seq), 32, '0')), CONCAT('u', LPAD(seq, 5, '0')), CONCAT('가', seq % 12, LPAD(seq * 7 % 1000, 3, '0')),
                CASE WHEN seq % 100 = 0 THEN CONCAT('nick', seq) WHEN seq > {Far} THEN 'zeta' ELSE CONCAT('u', LPAD(seq, 5, '0')) END,
                CASE WHEN seq % 50 = 0 THEN CONCAT('mail', seq, '@example.com') ELSE CONCAT('u', LPAD(seq, 5, '0'), '@example.com') END, 0,
                CASE WHEN seq % 3 = 0 THEN CONCAT('+82101234', LPAD(seq % 10000, 4, '0')) ELSE NULL END,
                'unspecified', IF(seq % 4000 = 0, 'admin', 'member'), IF(seq % 100 = 1, 'suspended', 'active'),
                '2026-01-01' + INTERVAL seq DIV 3 SECOND, '2026-01-01', 0
            FROM seq_1_to_{Members}
            """);
        await ExecuteAsync("ANALYZE TABLE users");
        var login = await (await AuthApp.LoginAsync(client, "administrator")).ShouldBeAsync(200);
        var before = await ReadRowsAsync();
        ofLook = await ReadRowsAsync() - before;
        administrator = host.CreateClient();
        administrator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", login.Text("accessToken"));
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await ExecuteAsync($"DROP DATABASE {new MySqlConnectionStringBuilder(connectionString).Database}");
    }

    [Fact]
    public async Task A_page_reads_its_rows_and_no_others_however_it_is_sorted_filtered_and_reached() => (await DearPagesAsync().ToListAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();

    [Fact]
    public async Task A_search_looks_so_far_and_no_further_or_reads_what_matches() => (await DearSearchesAsync().ToListAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();

    [Theory]
    [InlineData("ix_users_created_at")]
    [InlineData("ix_users_role_status_created_at")]
    [InlineData("ix_users_role_status_username")]
    [InlineData("ix_users_role_status_name")]
    [InlineData("ix_users_name")]
    [InlineData("ix_users_nickname")]
    [InlineData("ix_users_email")]
    [InlineData("ix_users_phone")]
    public async Task Without_any_one_of_its_indexes_the_list_reads_more(string index)
    {
        await ExecuteAsync($"DROP INDEX {index} ON users");

        (await DearPagesAsync().Concat(DearSearchesAsync()).AnyAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
    }

    [Fact]
    public async Task Many_who_match_far_off_are_found_page_by_page_and_each_page_looks_so_far_and_no_further()
    {
        // Sorted so that twelve thousand who do not match come first.
        const string query = "search=zeta&sort=createdAt&limit=100";
        List<string> found = [];
        List<string> back = [];
        string? cursor = "", last = null;
        for (var page = 0; page < 4 && cursor is not null; page++)
        {
            var before = await ReadRowsAsync();
            var shown = await ListAsync($"{query}{cursor}");
            (await ReadRowsAsync() - before).ShouldBeLessThan(70_000);
            var usernames = Usernames(shown);
            if (page == 0)
                usernames.ShouldBeEmpty();
            found.AddRange(usernames);
            cursor = shown.Text("nextCursor") is { } next ? $"&cursor={next}" : null;
            last = shown.Text("previousCursor");
        }

        found.ShouldBe(Enumerable.Range(Far + 1, Members - Far).Where(seq => seq % 100 != 0).Take(found.Count).Select(seq => $"u{seq}"));
        found.Count.ShouldBeGreaterThan(200);

        // And back to the first.
        while (last is not null)
        {
            var shown = await ListAsync($"{query}&cursor={last}");
            back.InsertRange(0, Usernames(shown));
            last = shown.Text("previousCursor");
        }

        back.ShouldBe(found.Take(found.Count - 100));
    }

    private IAsyncEnumerable<string> DearPagesAsync() => DearAsync([""], MostForPage);

    private IAsyncEnumerable<string> DearSearchesAsync() => DearAsync([.. Searches.Select(search => $"&search={search}")], MostForSearch);

    /// <summary>The pages, first, next, and back from there, that read more rows than they may.</summary>
    private async IAsyncEnumerable<string> DearAsync(string[] searches, long most)
    {
        foreach (var query in from search in searches from filter in Filters from sort in Sorts select $"limit={Limit}&sort={sort}{filter}{search}")
        {
            var rows = 0L;
            var first = await AskAsync(query);
            var second = first.Text("nextCursor") is { } next ? await AskAsync($"{query}&cursor={next}") : first;
            if (second.Text("previousCursor") is { } previous)
                await AskAsync($"{query}&cursor={previous}");
            if (rows > most)
                yield return $"{query}: {rows}";

            // The least of several: others of the same server look after themselves now and then.
            async Task<JsonElement> AskAsync(string asked)
            {
                var page = default(JsonElement);
                var least = long.MaxValue;
                for (var i = 0; i < 3 && least > most; i++)
                {
                    var before = await ReadRowsAsync();
                    page = await ListAsync(asked);
                    least = Math.Min(least, await ReadRowsAsync() - before);
                }

                rows = Math.Max(rows, least);
                return page;
            }
        }
    }

    private async Task<JsonElement> ListAsync(string query) => await (await administrator.CallAsync($"GET /api/v1/users?{query}")).ShouldBeAsync(200);

    private static IEnumerable<string> Usernames(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(u => u.Text("username")!);

    /// <summary>Rows that the storage engines were asked for since the server began, without those of these looks themselves.</summary>
    private async Task<long> ReadRowsAsync()
    {
        await using var connection = new MySqlConnection(app.MariaDb.ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand("SHOW GLOBAL STATUS LIKE 'Handler_read%'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = 0L;
        while (await reader.ReadAsync())
            rows += long.Parse(reader.GetString(1), CultureInfo.InvariantCulture);
        return rows - (looks++ * ofLook);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
