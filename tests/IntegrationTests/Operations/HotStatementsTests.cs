using System.Globalization;
using System.Net.Http.Headers;
using Auth.IntegrationTests.Databases;
using MySqlConnector;

namespace Auth.IntegrationTests.Operations;

/// <summary>What the requests that come most often cost the database, counted by a server that nobody else uses; and what they make of connections it has closed.</summary>
[Trait("Database", "MariaDb")]
public sealed class HotStatementsTests(AuthApp app) : IAsyncLifetime
{
    private const string Me = "GET /api/v1/users/me";
    private const string Refresh = "POST /api/v1/auth/refresh";

    private TestMariaDb server = null!;
    private AuthHost host = null!;
    private HttpClient client = null!;
    private string refreshToken = "";

    public async ValueTask InitializeAsync()
    {
        server = await TestMariaDb.StartAsync();
        var database = $"auth_test_{Guid.NewGuid():N}";
        await using (var connection = await OpenAsync())
            await AskAsync(connection, $"CREATE DATABASE {database}", _ => 0);
        var settings = new Dictionary<string, string>(app.Settings)
        {
            ["ConnectionStrings:Auth"] = new MySqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString,
        };
        host = new AuthHost(settings, app.Clock);
        client = await host.StartAsync();
        await (await client.CallAsync("POST /api/v1/auth/register", app.Registration("alice"))).ShouldBeAsync(201);
        var tokens = await (await AuthApp.LoginAsync(client, "alice")).ShouldBeAsync(200);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        refreshToken = tokens.Text("refreshToken")!;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Ones_own_account_costs_one_query_and_nothing_beside_it()
    {
        await ShowAsync();

        (await SpentAsync(ShowAsync)).ShouldBe(["select 1", "stmt_execute 1"]);
    }

    [Fact]
    public async Task A_refresh_costs_a_query_and_an_update_and_nothing_beside_them()
    {
        await RefreshAsync();

        (await SpentAsync(RefreshAsync)).ShouldBe(["select 1", "stmt_execute 2", "update 1"]);
    }

    /// <summary>What another request has just rotated can be read before it is on the disk, so it is answered behind a commit of one's own.</summary>
    [Fact]
    public async Task A_successor_that_is_told_again_is_told_behind_a_commit()
    {
        var spent = refreshToken;
        await RefreshAsync();

        (await SpentAsync(async () =>
        {
            var repeated = await (await client.CallAsync(Refresh, new { refreshToken = spent })).ShouldBeAsync(200);
            repeated.Text("refreshToken").ShouldBe(refreshToken);
        })).ShouldBe(["select 1", "stmt_execute 2", "update 1"]);
    }

    [Fact]
    public async Task Connections_that_the_server_has_closed_meanwhile_are_nobodys_error()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ShowAsync()));

        await CloseAllAsync();
        await ShowAsync();
        await CloseAllAsync();
        await RefreshAsync();
    }

    private async Task ShowAsync() => await (await client.CallAsync(Me)).ShouldBeAsync(200);

    private async Task RefreshAsync() =>
        refreshToken = (await (await client.CallAsync(Refresh, new { refreshToken })).ShouldBeAsync(200)).Text("refreshToken")!;

    /// <summary>What the server counted of its statements and commands, each with how often: the least of several times, for the service looks after itself now and then.</summary>
    private async Task<string[]> SpentAsync(Func<Task> request)
    {
        await using var counter = await OpenAsync();
        List<List<(string Name, long Times)>> spent = [];
        for (var i = 0; i < 5; i++)
        {
            var before = await CountsAsync(counter);
            await request();
            var after = await CountsAsync(counter);
            spent.Add([.. after.Select(c => (c.Key, c.Value - before[c.Key])).Where(c => c.Item2 > 0)]);
        }

        return [.. spent.MinBy(counts => counts.Sum(c => c.Times))!.Select(c => $"{c.Name} {c.Times}").Order(StringComparer.Ordinal)];
    }

    private static async Task<Dictionary<string, long>> CountsAsync(MySqlConnection counter) => (await AskAsync(
            counter, "SHOW GLOBAL STATUS LIKE 'Com\\_%'", row => (Name: row.GetString(0)["Com_".Length..], Count: long.Parse(row.GetString(1), CultureInfo.InvariantCulture))))
        .Where(c => c.Name is not "show_status").ToDictionary(c => c.Name, c => c.Count);

    private async Task CloseAllAsync()
    {
        await using var killer = await OpenAsync();
        Task<List<long>> OthersAsync() => AskAsync(killer, "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND user <> 'system user'", row => row.GetInt64(0));
        var open = await OthersAsync();
        open.ShouldNotBeEmpty();
        foreach (var id in open)
            await AskAsync(killer, string.Create(CultureInfo.InvariantCulture, $"KILL {id}"), _ => 0);
        // Not of all: the service opens others by itself.
        await Eventually.BecomesTrueAsync("the end of these connections", async () => !(await OthersAsync()).Intersect(open).Any());
    }

    /// <summary>Not out of the pool, which would close it with those of the service.</summary>
    private async Task<MySqlConnection> OpenAsync()
    {
        var connection = new MySqlConnection(new MySqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<List<T>> AskAsync<T>(MySqlConnection connection, string sql, Func<MySqlDataReader, T> read)
    {
        await using var command = new MySqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}
