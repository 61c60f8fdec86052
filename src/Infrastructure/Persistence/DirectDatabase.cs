using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using MySqlConnector;

namespace Auth.Infrastructure.Persistence;

/// <summary>
/// The database past EF, for the few statements that nearly every request runs (ADR 20) and those of a start that finds nothing to do (ADR 22). Its connections are
/// not reset between two uses, so what runs here is one statement that commits by itself: no transaction, no variable, no temporary table, no lock by name.
/// </summary>
public abstract class DirectDatabase
{
    private const int MaxRuns = 3;

    /// <summary>The one row that the statement finds, or null. Run again where the pool gave a connection that the server had closed meanwhile, or one to a server that lost its cluster.</summary>
    public Task<T?> FindAsync<T>(string sql, Action<DirectParameters> bind, Func<DirectRow, T> read, CancellationToken cancellationToken)
        where T : class =>
        QueryAsync(sql, bind, async rows => await rows.ReadAsync(cancellationToken) ? read(new DirectRow(this, rows)) : null, cancellationToken);

    /// <summary>All rows that the statement finds. Run again like <see cref="FindAsync"/>.</summary>
    public Task<List<T>> ListAsync<T>(string sql, Func<DirectRow, T> read, CancellationToken cancellationToken) => QueryAsync(
        sql,
        _ => { },
        async rows =>
        {
            List<T> all = [];
            while (await rows.ReadAsync(cancellationToken))
                all.Add(read(new DirectRow(this, rows)));
            return all;
        },
        cancellationToken);

    /// <summary>Whether the statement finds a row. Run again like <see cref="FindAsync"/>.</summary>
    public Task<bool> AnyAsync(string sql, CancellationToken cancellationToken) =>
        QueryAsync(sql, _ => { }, rows => rows.ReadAsync(cancellationToken), cancellationToken);

    /// <summary>Whether the tables can be read. A server that has lost its cluster still answers what needs no table.</summary>
    public Task<bool> AnswersAsync(CancellationToken cancellationToken) => AnyAsync("SELECT 1 FROM __EFMigrationsHistory LIMIT 1", cancellationToken);

    /// <summary>Whether another node may serve where this one does not.</summary>
    public virtual bool IsCluster => false;

    /// <summary>
    /// Throws <see cref="ConfigurationException"/> for a cluster whose nodes answer before they have what was committed on the others: there a session that was ended
    /// would go on for a moment.
    /// </summary>
    public virtual Task RequireCausalReadsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>How many rows the statement changed. Run once only: nobody knows whether one that failed had come through.</summary>
    public async Task<int> ExecuteAsync(string sql, Action<DirectParameters> bind, CancellationToken cancellationToken)
    {
        await using var lease = new Lease(await OpenAsync(cancellationToken));
        await using var command = Command(lease.Connection, sql, bind);
        await lease.PrepareAsync(command, cancellationToken);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public abstract DbParameter Parameter(string name, object value);

    public abstract object Stored(DateTimeOffset at);

    /// <summary>SQL for the least that an instant can grow by.</summary>
    public abstract string AMicrosecondAfter(string column);

    public abstract DateTimeOffset Instant(DbDataReader row, int column);

    protected abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    protected abstract bool IsGone(DbConnection connection, Exception failure);

    /// <summary>Closes what the pool holds of connections like this one, which are as old, or lead to the same server.</summary>
    public abstract Task ForgetIdleAsync(DbConnection connection, CancellationToken cancellationToken);

    private async Task<T> QueryAsync<T>(string sql, Action<DirectParameters> bind, Func<DbDataReader, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var run = 1; ; run++)
        {
            await using var lease = new Lease(await OpenAsync(cancellationToken));
            try
            {
                await using var command = Command(lease.Connection, sql, bind);
                await lease.PrepareAsync(command, cancellationToken);
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                return await read(reader);
            }
            catch (Exception e) when (run < MaxRuns && (DatabaseFaults.MayBeAlone(e) || (run == 1 && IsGone(lease.Connection, e))))
            {
                await ForgetIdleAsync(lease.Connection, cancellationToken);
            }
        }
    }

    private DbCommand Command(DbConnection connection, string sql, Action<DirectParameters> bind)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        bind(new DirectParameters(this, command));
        return command;
    }

    /// <summary>
    /// A connection out of the pool. The driver waits without bound for a statement to be prepared, so the bound is here; a connection that still waits goes back to the pool when it has its answer, not before.
    /// </summary>
    private sealed class Lease(DbConnection connection) : IAsyncDisposable
    {
        private Task preparing = Task.CompletedTask;

        public DbConnection Connection => connection;

        public async Task PrepareAsync(DbCommand command, CancellationToken cancellationToken)
        {
            preparing = command.PrepareAsync(cancellationToken);
            await preparing.WaitAsync(command.CommandTimeout > 0 ? TimeSpan.FromSeconds(command.CommandTimeout) : Timeout.InfiniteTimeSpan, cancellationToken);
        }

        public ValueTask DisposeAsync()
        {
            if (preparing.IsCompleted)
                return connection.DisposeAsync();
            _ = DisposeLaterAsync();
            return ValueTask.CompletedTask;
        }

        private async Task DisposeLaterAsync()
        {
            await preparing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await connection.DisposeAsync();
        }
    }
}

/// <summary>The values of a statement, by their names in it.</summary>
public sealed class DirectParameters(DirectDatabase database, DbCommand command)
{
    public DirectParameters Add(string name, Guid id) => Add(name, id.ToByteArray(bigEndian: true));

    public DirectParameters Add(string name, DateTimeOffset at) => Add(name, database.Stored(at));

    public DirectParameters Add(string name, object value)
    {
        command.Parameters.Add(database.Parameter(name, value));
        return this;
    }
}

/// <summary>A row, column by column in the order of the statement.</summary>
public sealed class DirectRow(DirectDatabase database, DbDataReader reader)
{
    private int column;

    public Guid Id() => new(Bytes(), bigEndian: true);

    public byte[] Bytes() => reader.GetFieldValue<byte[]>(column++);

    public int Number() => reader.GetInt32(column++);

    public bool Truth() => reader.GetBoolean(column++);

    public string Text() => reader.GetString(column++);

    public TEnum Word<TEnum>()
        where TEnum : struct, Enum => EnumText.Parse<TEnum>(Text());

    public DateTimeOffset Instant() => database.Instant(reader, column++);

    public string? OptionalText() => IsNull() ? null : Text();

    public DateOnly? OptionalDate() => IsNull() ? null : reader.GetFieldValue<DateOnly>(column++);

    public DateTimeOffset? OptionalInstant() => IsNull() ? null : Instant();

    /// <summary>Whether the column is null, which is then passed over.</summary>
    private bool IsNull()
    {
        var isNull = reader.IsDBNull(column);
        if (isNull)
            column++;
        return isNull;
    }
}

internal sealed class DirectMariaDb : DirectDatabase
{
    /// <summary>Enough to keep a server busy with statements this short.</summary>
    private const uint MostConnections = 32;

    private readonly string connectionString;

    public DirectMariaDb(string connectionString)
    {
        IsCluster = DatabaseSetup.IsCluster(connectionString);
        var settings = new MySqlConnectionStringBuilder(connectionString) { ConnectionReset = false };
        settings.ApplicationName += "-direct";
        settings.MaximumPoolSize = Math.Min(settings.MaximumPoolSize, MostConnections);
        settings.MinimumPoolSize = Math.Min(settings.MinimumPoolSize, settings.MaximumPoolSize);
        this.connectionString = settings.ConnectionString;
    }

    public override bool IsCluster { get; }

    /// <summary>Asked of the tables of variables, since a server that was built without Galera knows none of these.</summary>
    public override async Task RequireCausalReadsAsync(CancellationToken cancellationToken)
    {
        const string isNode = "SELECT 1 FROM information_schema.session_variables WHERE variable_name = 'WSREP_ON' AND variable_value = 'ON'";
        const string answersTooSoon =
            """
            SELECT 1 FROM information_schema.session_variables cluster JOIN information_schema.session_variables waits
            WHERE cluster.variable_name = 'WSREP_ON' AND cluster.variable_value = 'ON' AND waits.variable_name = 'WSREP_SYNC_WAIT' AND waits.variable_value & 7 <> 7
            """;
        if (await AnyAsync(answersTooSoon, cancellationToken) || (await Task.WhenAll(Servers().Select(OneAnswersTooSoonAsync))).Contains(true))
            throw new ConfigurationException($"ConnectionStrings:{DatabaseSetup.ConnectionName} names a cluster whose nodes answer before they have what others wrote. Set wsrep_sync_wait = 7 on each (deploy/galera/galera.cnf).");
        if (!IsCluster && await AnyAsync(isNode, cancellationToken))
            throw new ConfigurationException($"ConnectionStrings:{DatabaseSetup.ConnectionName} names one node of a cluster. Name all of them in Server, with commas between, or add ConnectionReset=false where something else shares the connections out.");

        async Task<bool> OneAnswersTooSoonAsync(DirectDatabase server)
        {
            try
            {
                return await server.AnyAsync(answersTooSoon, cancellationToken);
            }
            catch (Exception e) when (DatabaseFaults.IsUnavailable(e))
            {
                return false; // One that is away now; the others are enough to start.
            }
        }
    }

    /// <summary>Each server of a cluster by itself, so that the driver chooses none.</summary>
    private IEnumerable<DirectMariaDb> Servers() => new MySqlConnectionStringBuilder(connectionString).Server.Split(',') is { Length: > 1 } names
        ? names.Select(name => new DirectMariaDb(new MySqlConnectionStringBuilder(connectionString) { Server = name.Trim(), Pooling = false }.ConnectionString))
        : [];

    /// <summary>With its type: to find out one from a value takes the driver longer than all of the rest.</summary>
    public override DbParameter Parameter(string name, object value) => new MySqlParameter(name, value switch
    {
        byte[] => MySqlDbType.Blob,
        string => MySqlDbType.VarChar,
        int => MySqlDbType.Int32,
        DateTime => MySqlDbType.DateTime,
        _ => throw new ArgumentException($"{value.GetType()} has no type here.", nameof(value)),
    })
    { Value = value };

    public override object Stored(DateTimeOffset at) => at.UtcDateTime;

    public override string AMicrosecondAfter(string column) => $"{column} + INTERVAL 1 MICROSECOND";

    public override DateTimeOffset Instant(DbDataReader row, int column) => new(DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc));

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new MySqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Not one that took too long: it would take as long again. The driver does not wrap a connection that ends while a statement is prepared.</summary>
    protected override bool IsGone(DbConnection connection, Exception failure) => failure is IOException or SocketException
        || (connection.State != ConnectionState.Open && failure is MySqlException { ErrorCode: not MySqlErrorCode.CommandTimeoutExpired });

    public override Task ForgetIdleAsync(DbConnection connection, CancellationToken cancellationToken) =>
        MySqlConnection.ClearPoolAsync((MySqlConnection)connection, cancellationToken);
}

internal sealed class DirectSqlite(string connectionString) : DirectDatabase
{
    public override DbParameter Parameter(string name, object value) => new SqliteParameter(name, value);

    public override object Stored(DateTimeOffset at) => UnixMicrosecondsConverter.Store(at);

    public override string AMicrosecondAfter(string column) => $"{column} + 1";

    public override DateTimeOffset Instant(DbDataReader row, int column) => UnixMicrosecondsConverter.Read(row.GetInt64(column));

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await DatabaseSetup.SecureDelete.ApplyAsync(connection, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    protected override bool IsGone(DbConnection connection, Exception failure) => false;

    public override Task ForgetIdleAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;
}
