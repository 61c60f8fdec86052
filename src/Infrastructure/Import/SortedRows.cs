using MySqlConnector;

namespace Auth.Infrastructure.Import;

/// <summary>The rows of a table as they come, by a key in their first column, in the order of its bytes.</summary>
internal sealed class SortedRows : IAsyncDisposable
{
    private readonly MySqlConnection connection;
    private readonly MySqlCommand command;
    private MySqlDataReader? reader;

    private SortedRows(string connectionString, string name, string sql)
    {
        Name = name;
        connection = new MySqlConnection(connectionString);
        command = new MySqlCommand(sql, connection);
    }

    public string Name { get; }

    /// <summary>Of the next row; null behind the last one.</summary>
    public string? Key { get; private set; }

    public static async Task<SortedRows> OpenAsync(string connectionString, string name, string sql, CancellationToken cancellationToken)
    {
        var rows = new SortedRows(connectionString, name, sql);
        try
        {
            await rows.connection.OpenAsync(cancellationToken);
            // A table waits while the others are read, and while what was read is written.
            await using (var patience = new MySqlCommand("SET SESSION net_write_timeout = 3600", rows.connection))
                await patience.ExecuteNonQueryAsync(cancellationToken);
            rows.reader = await rows.command.ExecuteReaderAsync(cancellationToken);
            await rows.NextAsync(cancellationToken);
            return rows;
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows with this key, which is the lowest that is left or lower; what is behind the key in each.</summary>
    public async Task<IReadOnlyList<string?[]>> TakeAsync(string key, CancellationToken cancellationToken)
    {
        List<string?[]> taken = [];
        while (Key == key)
        {
            taken.Add([.. Enumerable.Range(1, reader!.FieldCount - 1).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
            await NextAsync(cancellationToken);
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        if (reader is not null)
        {
            if (Key is not null)
                command.Cancel(); // Or the reader would read all that is left.
            await reader.DisposeAsync();
        }

        await connection.DisposeAsync();
        await command.DisposeAsync();
    }

    private async Task NextAsync(CancellationToken cancellationToken) =>
        Key = await reader!.ReadAsync(cancellationToken) ? (await reader.IsDBNullAsync(0, cancellationToken) ? "" : reader.GetString(0)) : null;
}
