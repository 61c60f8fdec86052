using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace Auth.Infrastructure.Persistence;

/// <summary>Chooses and opens the database: MariaDB by connection string, or the embedded SQLite where none is given.</summary>
internal static class DatabaseSetup
{
    public const string ConnectionName = "Auth";
    public const string EmbeddedSetting = "Auth:EmbeddedDatabase";

    private const string ApplicationName = "auth";
    private const uint ConnectTimeoutSeconds = 3;
    private const uint CommandTimeoutSeconds = 5;

    /// <summary>As many again at the most for direct statements, so that two nodes find room on a MariaDB with the 151 connections that it allows by itself.</summary>
    private const uint MostConnections = 32;

    /// <summary>The oldest MariaDB that is supported. Stated rather than asked for, so that the host starts without the database.</summary>
    private static readonly MariaDbServerVersion OldestServer = new(new Version(10, 6, 0));

    public static void AddDatabase(this IServiceCollection services, IConfiguration configuration, bool isDevelopment, string dataDirectory)
    {
        if (configuration.GetConnectionString(ConnectionName) is { Length: > 0 } connectionString)
        {
            services.AddContext<MariaDbAuthDbContext>(options => UseMariaDb(options, connectionString));
            services.AddSingleton<DirectDatabase>(_ => new DirectMariaDb(MariaDb(connectionString)));
        }
        else if (isDevelopment || configuration.GetValue<bool>(EmbeddedSetting))
        {
            var path = Path.Combine(dataDirectory, "auth.db");
            services.AddContext<SqliteAuthDbContext>(options => UseSqlite(options, path));
            services.AddSingleton<DirectDatabase>(_ => new DirectSqlite(Sqlite(path)));
        }
        else
        {
            throw new ConfigurationException(
                $"ConnectionStrings:{ConnectionName} is missing. Set ConnectionStrings__{ConnectionName} to a MariaDB, or Auth__EmbeddedDatabase=true to run on SQLite on purpose.");
        }
    }

    public static void UseMariaDb(DbContextOptionsBuilder options, string connectionString)
    {
        var settings = MariaDb(connectionString);
        if (IsCluster(settings))
            options.UseMySql(settings, OldestServer, mariaDb => mariaDb.MaxBatchSize(1)).AddInterceptors(OneStatement.Instance);
        else
            options.UseMySql(settings, OldestServer);
        Common(options);
    }

    public static void UseSqlite(DbContextOptionsBuilder options, string path)
    {
        options.UseSqlite(Sqlite(path)).AddInterceptors(SecureDelete.Instance);
        Common(options);
    }

    private static string MariaDb(string connectionString)
    {
        var builder = ParseConnectionString(connectionString);
        if (!builder.ContainsKey("ConnectionTimeout"))
            builder.ConnectionTimeout = ConnectTimeoutSeconds;
        if (!builder.ContainsKey("DefaultCommandTimeout"))
            builder.DefaultCommandTimeout = CommandTimeoutSeconds;
        if (!builder.ContainsKey("MaximumPoolSize"))
            builder.MaximumPoolSize = Math.Max(MostConnections, builder.MinimumPoolSize);
        // The driver tells of a pool by this name, and else by the whole string but the password.
        if (builder.ApplicationName.Length == 0)
            builder.ApplicationName = ApplicationName;
        // A node of a cluster forgets by a reset that this connection waits for what the others wrote (ADR 23); what could be left on one is the isolation level, which is always the same.
        if (builder.Server.Contains(',', StringComparison.Ordinal))
            builder.ConnectionReset = false;
        return builder.ConnectionString;
    }

    /// <summary>Whether the settings are of a cluster's nodes: they name several, or say what only a cluster wants.</summary>
    public static bool IsCluster(string connectionString) => !new MySqlConnectionStringBuilder(connectionString).ConnectionReset;

    public static string Sqlite(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = (int)CommandTimeoutSeconds }.ConnectionString;

    private static MySqlConnectionStringBuilder ParseConnectionString(string connectionString)
    {
        const string example = "such as: Server=…;Database=…;User ID=…;Password=…";
        try
        {
            var builder = new MySqlConnectionStringBuilder(connectionString);
            return builder.Database.Length > 0 ? builder : throw new ConfigurationException($"ConnectionStrings:{ConnectionName} names no Database; it should be {example}");
        }
        catch (ArgumentException)
        {
            throw new ConfigurationException($"ConnectionStrings:{ConnectionName} is no MariaDB connection string, {example}");
        }
    }

    private static void AddContext<TContext>(this IServiceCollection services, Action<DbContextOptionsBuilder> configure)
        where TContext : AuthDbContext
    {
        services.AddPooledDbContextFactory<TContext>(configure);
        services.AddSingleton(provider => AuthDbContextFactory.For(provider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext));
        services.AddScoped(provider => provider.GetRequiredService<AuthDbContextFactory>().Create());
    }

    /// <summary>
    /// A duplicate key is an expected refusal, and its message carries the address, so EF's own events of failed statements are in no log at any level.
    /// What was not expected is logged by whoever catches it.
    /// </summary>
    private static void Common(DbContextOptionsBuilder options) => options.ConfigureWarnings(warnings => warnings
        .Ignore(CoreEventId.SaveChangesFailed, CoreEventId.QueryIterationFailed, CoreEventId.OptimisticConcurrencyException, RelationalEventId.CommandError)
        .Log(
            (RelationalEventId.ConnectionError, Microsoft.Extensions.Logging.LogLevel.Debug),
            (RelationalEventId.TransactionError, Microsoft.Extensions.Logging.LogLevel.Debug)));

    /// <summary>
    /// A node of a cluster that undoes a transaction between two statements of one command runs the second by itself and keeps it (ADR 23). So a command has one statement
    /// that writes: no batches, and nothing in front, where Pomelo makes sure of what is the case in any transaction.
    /// </summary>
    private sealed class OneStatement : DbCommandInterceptor
    {
        public static readonly OneStatement Instance = new();

        private const string InFront = "SET AUTOCOMMIT = 1;";

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.Transaction is not null && command.CommandText.StartsWith(InFront, StringComparison.Ordinal))
                command.CommandText = command.CommandText[InFront.Length..];
            return ValueTask.FromResult(result);
        }
    }

    /// <summary>What is deleted is overwritten, so that an erased person is not left in the free pages of the file once the log is written back to it.</summary>
    internal sealed class SecureDelete : DbConnectionInterceptor
    {
        public static readonly SecureDelete Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = Command(connection);
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
            ApplyAsync(connection, cancellationToken);

        public static async Task ApplyAsync(DbConnection connection, CancellationToken cancellationToken)
        {
            await using var command = Command(connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        private static DbCommand Command(DbConnection connection)
        {
            var command = connection.CreateCommand();
            command.CommandText = "PRAGMA secure_delete = ON";
            return command;
        }
    }
}
