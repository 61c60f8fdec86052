using System.Net.Http.Json;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace Auth.IntegrationTests.Operations;

[Trait("Database", "MariaDb")]
public sealed class UnitOfWorkTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task A_connection_that_broke_unnoticed_in_the_middle_of_a_transaction_counts_as_the_database_being_away()
    {
        await using var scope = App.Host.Services.CreateAsyncScope();
        var unitOfWork = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        var cancelled = TestContext.Current.CancellationToken;

        var failure = await Should.ThrowAsync<Exception>(() => unitOfWork.RunAsync(
            async () =>
            {
                await unitOfWork.BeginAsync(cancelled);
                await CutAsync(((MySqlConnection)db.Database.GetDbConnection()).ServerThread);
                await Should.ThrowAsync<MySqlException>(() => db.Database.ExecuteSqlRawAsync("DO 1", cancelled));
                return Result.Of(1);
            },
            cancelled));

        DatabaseFaults.IsUnavailable(failure).ShouldBeTrue(failure.ToString());
    }

    /// <summary>A cluster's node that undoes a transaction says so once, and keeps what the same command brings after that (ADR 23).</summary>
    [Fact]
    public async Task A_command_writes_by_one_statement_and_no_transaction_has_savepoints()
    {
        await using var node = App.NewHost(("ConnectionStrings:Auth", $"{App.Settings["ConnectionStrings:Auth"]};ConnectionReset=false"));
        using var client = await node.StartAsync();
        await RunAsync("SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = 1");
        try
        {
            await (await client.PostAsJsonAsync("/api/v1/auth/register", App.FullRegistration(), TestContext.Current.CancellationToken)).ShouldBeAsync(201);
        }
        finally
        {
            await RunAsync("SET GLOBAL general_log = 0");
        }

        var commands = await CommandsAsync();
        commands.Count(command => command.StartsWith("INSERT INTO", StringComparison.Ordinal)).ShouldBeGreaterThan(3);
        commands.ShouldNotContain(command => command.Contains("SAVEPOINT", StringComparison.Ordinal));
        commands.ShouldNotContain(command => command.Split("INSERT INTO").Length > 2);
        commands.ShouldNotContain(command => command.Contains(";\nINSERT INTO `audit_events`", StringComparison.Ordinal));
    }

    private async Task<List<string>> CommandsAsync()
    {
        await using var connection = new MySqlConnection(App.MariaDb.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new MySqlCommand("SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE command_type = 'Query'", connection);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var commands = new List<string>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            commands.Add(rows.GetString(0).ReplaceLineEndings("\n").TrimStart());
        return commands;
    }

    private async Task RunAsync(string statements)
    {
        await using var connection = new MySqlConnection(App.MariaDb.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new MySqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task CutAsync(int connectionId)
    {
        await using var connection = new MySqlConnection(App.MariaDb.ConnectionString);
        await connection.OpenAsync();
        await using var kill = new MySqlCommand($"KILL {connectionId}", connection);
        await kill.ExecuteNonQueryAsync();
    }
}
