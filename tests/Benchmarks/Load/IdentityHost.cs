using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Auth.IntegrationTests.Operations;
using MySqlConnector;
using Hash = BCrypt.Net.BCrypt;

namespace Auth.Benchmarks.Load;

/// <summary>The host of tests/Benchmarks.Identity, a process of its own, on the same server and with the same members as the service.</summary>
internal sealed class IdentityHost(HostProcess process) : IAsyncDisposable
{
    private const string Name = "identity_benchmark";
    private static readonly string Program = typeof(IdentityHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == nameof(IdentityHost)).Value!;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public Uri Address => process.Client.BaseAddress!;

    public int ProcessId => process.Id;

    /// <summary>All members of the service are its members too, with the one password.</summary>
    public static async Task<IdentityHost> StartAsync(Service service, string password)
    {
        // Both keep as many connections as they have clients, which together are more than a server allows by itself.
        await ExecuteAsync(service.ConnectionString, "SET GLOBAL max_connections = GREATEST(@@max_connections, 400)");
        await ExecuteAsync(service.ConnectionString, $"DROP DATABASE IF EXISTS {Name}; CREATE DATABASE {Name} CHARACTER SET utf8mb4");
        var home = Path.GetDirectoryName(Program)!;
        var host = HostProcess.Start(home, new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Identity"] = new MySqlConnectionStringBuilder(service.ConnectionString) { Database = Name }.ConnectionString,
        }, Program, []);
        for (var waited = Stopwatch.StartNew(); !await AnswersAsync(host.Client); await Task.Delay(200))
        {
            if (waited.Elapsed > Patience)
            {
                await host.DisposeAsync();
                throw new InvalidOperationException("ASP.NET Core Identity's host does not answer.");
            }
        }

        await ExecuteAsync(service.ConnectionString, string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO {Name}.AspNetUsers
                (Id, UserName, NormalizedUserName, Email, NormalizedEmail, EmailConfirmed, PasswordHash, SecurityStamp, ConcurrencyStamp, PhoneNumberConfirmed, TwoFactorEnabled, LockoutEnabled, AccessFailedCount, Name, CreatedAt)
            SELECT UUID(), username, UPPER(username), IFNULL(email, CONCAT(username, '@example.com')), UPPER(IFNULL(email, CONCAT(username, '@example.com'))), 1,
                '{Hash.HashPassword(password, 12)}', 'QHHZ5LCKDBNXSXFHFXGF', UUID(), 0, 0, 1, 0, IFNULL(name, ''), created_at
            FROM users WHERE status = 'active' AND username IS NOT NULL;
            ANALYZE TABLE {Name}.AspNetUsers
            """));
        return new IdentityHost(host);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new MySqlConnection(database);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 1200 };
        await command.ExecuteNonQueryAsync();
        await Members.UntilWrittenAsync(connection);
    }
}
