using System.Diagnostics;
using Auth.FaultTests.Harness;
using MySqlConnector;

namespace Auth.FaultTests;

public sealed class WritesBlockedTests
{
    private static readonly TimeSpan Blocked = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task All_writes_blocked_for_twelve_seconds_are_put_off_and_go_on_as_soon_as_they_can()
    {
        await using var scene = await Scene.StartAsync();
        await using var load = Load.Start(scene.Client);
        await load.RegistersAsync(more: 30);
        Outage outage;
        await using (var connection = await scene.ConnectAsync())
        {
            var began = load.Now;
            await RunAsync(connection, "FLUSH TABLES WITH READ LOCK");
            await Task.Delay(Blocked, TestContext.Current.CancellationToken);
            await RunAsync(connection, "UNLOCK TABLES");
            outage = new Outage(began, load.Now);
        }

        await load.RegistersAsync(more: 30);
        await load.StopAsync();
        await JudgeAsync(scene, load, outage, "all writes blocked for 12 s");
    }

    [Fact]
    public async Task An_exhausted_pool_makes_nobody_wait_for_long_and_serves_again_as_soon_as_connections_are_free()
    {
        await using var scene = await Scene.StartAsync(connection: "MaximumPoolSize=4");
        await using var load = Load.Start(scene.Client, writers: 24, sessions: 8);
        await load.RegistersAsync(more: 30);
        Outage outage;
        await using (var connection = await scene.ConnectAsync())
        {
            var began = load.Now;
            await RunAsync(connection, "LOCK TABLES users WRITE, sessions WRITE");
            await Task.Delay(Blocked, TestContext.Current.CancellationToken);
            await RunAsync(connection, "UNLOCK TABLES");
            outage = new Outage(began, load.Now);
        }

        await load.RegistersAsync(more: 30);
        await load.StopAsync();
        await JudgeAsync(scene, load, outage, "pool of 4 connections exhausted for 12 s by 40 requests at once");
    }

    [Fact]
    public async Task With_one_connection_left_at_the_server_the_rest_is_put_off()
    {
        await using var scene = await Scene.StartAsync();
        await using var load = Load.Start(scene.Client);
        await load.RegistersAsync(more: 30);
        Outage outage;
        await using (var connection = await scene.ConnectAsync())
        {
            const int most = 20;
            List<MySqlConnection> others = [];
            var began = load.Now;
            try
            {
                await RunAsync(connection, $"SET GLOBAL max_connections = {most}; SET GLOBAL thread_cache_size = 0");
                await OccupyAsync(scene, connection, others, most);
                await Task.Delay(Blocked, TestContext.Current.CancellationToken);
            }
            finally
            {
                foreach (var other in others)
                    await other.DisposeAsync();
                await RunAsync(connection, "SET GLOBAL max_connections = 151");
            }

            outage = new Outage(began, load.Now);
        }

        await load.RegistersAsync(more: 30);
        await load.StopAsync();
        await JudgeAsync(scene, load, outage, "one connection left at the server for 12 s");
    }

    private static async Task JudgeAsync(Scene scene, Load load, Outage outage, string fault)
    {
        var errors = load.Answers.Where(a => a.IsError).ToList();
        errors.ShouldNotBeEmpty("the fault was not felt");
        var figures = new Figures(fault);
        await figures.AddAftermathAsync(scene, load);
        figures.None("errors but 503", [.. errors.Where(a => !a.IsPutOff).Select(a => a.ToString())], errors.Count);
        figures.AtMost("first registration afterwards", load.Registered.Where(r => r.At > outage.Returned).Min(r => r.At - outage.Returned).TotalSeconds, 5, " s");
        figures.AtMost("last error afterwards", errors.Where(a => a.At > outage.Returned).Select(a => (a.At - outage.Returned).TotalSeconds).DefaultIfEmpty(0).Max(), 5, " s");
        figures.AddProbes(load);
        figures.Judge();
    }

    /// <summary>Takes what the service does not take first, until the server has one connection left for it.</summary>
    private static async Task OccupyAsync(Scene scene, MySqlConnection connection, List<MySqlConnection> others, int most)
    {
        for (var occupying = Stopwatch.StartNew(); others.Count < most - 2;)
        {
            occupying.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30), "the service took the connections back faster than they could be taken from it");
            try
            {
                others.Add(await scene.ConnectAsync());
            }
            catch (MySqlException e) when (e.ErrorCode == MySqlErrorCode.ConnectionCountError)
            {
                foreach (var id in await ServiceConnectionsAsync(connection))
                    await RunAsync(connection, $"KILL {id}");
            }
        }
    }

    private static async Task<List<ulong>> ServiceConnectionsAsync(MySqlConnection connection)
    {
        await using var command = new MySqlCommand("SELECT id FROM information_schema.processlist WHERE user = 'auth'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<ulong> ids = [];
        while (await reader.ReadAsync())
            ids.Add(reader.GetUInt64(0));
        return ids;
    }

    private static async Task RunAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (MySqlException e) when (e.ErrorCode == MySqlErrorCode.NoSuchThread)
        {
            // It had ended by itself.
        }
    }
}
