using System.Data;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Auth.Infrastructure.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MySqlConnector;

namespace Auth.Benchmarks;

/// <summary>The least that could do the same: a Kestrel endpoint with one query by key, and a loop of the two statements of a refresh.</summary>
internal static class Bare
{
    public const string Verb = "bare";
    public const string ConnectionSetting = "ConnectionStrings__Auth";
    private const string ById = "SELECT username, email, name, nickname, introduction, phone, gender, role, status, created_at FROM users WHERE id = @id";

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // As the service opens its own for these statements.
        var database = new MySqlConnectionStringBuilder(builder.Configuration.GetSection("ConnectionStrings")["Auth"]!) { ConnectionReset = false }.ConnectionString;
        await using var app = builder.Build();
        app.MapGet("/row/{id:guid}", async (Guid id) => TypedResults.Json(await FindAsync(database, id)));
        app.MapGet("/loop", (string sessions, double seconds) => LoopAsync(database, [.. sessions.Split(',').Select(Guid.Parse)], TimeSpan.FromSeconds(seconds)));
        await app.RunAsync();
        return 0;
    }

    private static async Task<Row?> FindAsync(string database, Guid id)
    {
        await using var connection = new MySqlConnection(database);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(ById, connection);
        command.Parameters.AddWithValue("@id", id.ToByteArray(bigEndian: true));
        await command.PrepareAsync();
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? new Row(id, reader.GetString(0), Text(reader, 1), reader.GetString(2), reader.GetString(3), Text(reader, 4), Text(reader, 5), reader.GetString(6), reader.GetString(7), reader.GetString(8), reader.GetDateTime(9))
            : null;
    }

    private static string? Text(MySqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static async Task<string> LoopAsync(string database, Guid[] sessions, TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(sessions.Select(id => LoopAsync(database, id, watch, duration)));
        return counts.Sum().ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>On one connection that is kept, with both statements prepared.</summary>
    private static async Task<int> LoopAsync(string database, Guid session, Stopwatch watch, TimeSpan duration)
    {
        await using var connection = new MySqlConnection(database);
        await connection.OpenAsync();
        var id = session.ToByteArray(bigEndian: true);
        await using var find = new MySqlCommand(SessionRotation.Find, connection);
        find.Parameters.AddWithValue("@session", id);
        find.Parameters.AddWithValue("@signer", "none");
        await using var rotate = new MySqlCommand(SessionRotation.Rotate, connection);
        rotate.Parameters.AddWithValue("@session", id);
        var generation = rotate.Parameters.AddWithValue("@generation", 0);
        var now = rotate.Parameters.AddWithValue("@now", DateTime.UnixEpoch);
        var idle = rotate.Parameters.AddWithValue("@idle", DateTime.UnixEpoch);
        await find.PrepareAsync();
        await rotate.PrepareAsync();

        var done = 0;
        for (; watch.Elapsed < duration; done++)
        {
            await using (var reader = await find.ExecuteReaderAsync())
            {
                await reader.ReadAsync();
                generation.Value = reader.GetInt32("generation");
            }

            now.Value = TimeProvider.System.GetUtcNow().UtcDateTime;
            idle.Value = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(14);
            if (await rotate.ExecuteNonQueryAsync() != 1)
                throw new InvalidOperationException("Nothing was rotated.");
        }

        return done;
    }

    private sealed record Row(
        Guid Id, string Username, string? Email, string Name, string Nickname, string? Introduction, string? Phone, string Gender, string Role, string Status, DateTime CreatedAt);
}

/// <summary><see cref="Bare"/> as a process of its own, like the service.</summary>
internal sealed class BareProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient client;

    private BareProcess(Process process, Uri address) => (this.process, Address, client) = (process, address, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) });

    public int ProcessId => process.Id;

    public Uri Address { get; }

    public static async Task<BareProcess> StartAsync(string connectionString, Uri address)
    {
        var dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", "dotnet");
        var start = new ProcessStartInfo(Path.GetFullPath(dotnet), ["exec", typeof(Bare).Assembly.Location, Bare.Verb]);
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment[Bare.ConnectionSetting] = connectionString;
        var bare = new BareProcess(Process.Start(start)!, address);
        for (var tries = 0; ; tries++)
        {
            try
            {
                await bare.client.GetAsync(new Uri($"/row/{Guid.Empty}", UriKind.Relative));
                return bare;
            }
            catch (HttpRequestException) when (tries < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>How many rotations were done.</summary>
    public async Task<int> LoopAsync(string sessions, TimeSpan duration) => int.Parse(
        await client.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/loop?sessions={sessions}&seconds={duration.TotalSeconds}"), UriKind.Relative)),
        CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
