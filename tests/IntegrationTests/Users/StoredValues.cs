using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

/// <summary>Everything that every table holds, whatever the model knows of it.</summary>
internal sealed class StoredValues
{
    private readonly List<(string Column, byte[] Value)> values = [];

    private StoredValues()
    {
    }

    public static async Task<StoredValues> ReadAsync(AuthApp app)
    {
        var stored = new StoredValues();
        await app.WithDatabaseAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            var connection = db.Database.GetDbConnection();
            foreach (var (table, column) in await ColumnsAsync(connection))
            {
                await foreach (var value in QueryAsync(connection, $"select {Quote(column)} from {Quote(table)}"))
                    stored.values.Add(($"{table}.{column}", Bytes(value[0])));
            }
        });
        return stored;
    }

    /// <summary>Where a text is found, alone or inside a longer value.</summary>
    public IReadOnlyList<string> WhereIs(string text) => WhereIs(Encoding.UTF8.GetBytes(text));

    public IReadOnlyList<string> WhereIs(byte[] bytes) =>
        [.. values.Where(v => v.Value.AsSpan().IndexOf(bytes) >= 0).Select(v => v.Column).Distinct()];

    private static async Task<List<(string Table, string Column)>> ColumnsAsync(DbConnection connection)
    {
        var columns = new List<(string, string)>();
        var query = AuthApp.UsesMariaDb
            ? "select table_name, column_name from information_schema.columns where table_schema = database()"
            : "select t.name, c.name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table'";
        await foreach (var row in QueryAsync(connection, query))
            columns.Add(((string)row[0], (string)row[1]));
        return columns;
    }

    private static async IAsyncEnumerable<object[]> QueryAsync(DbConnection connection, string query)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            yield return row;
        }
    }

    private static string Quote(string name) => AuthApp.UsesMariaDb ? $"`{name}`" : $"\"{name}\"";

    private static byte[] Bytes(object value) => value switch
    {
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        DateTime at => Encoding.UTF8.GetBytes(at.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)),
        IFormattable other => Encoding.UTF8.GetBytes(other.ToString(null, CultureInfo.InvariantCulture)),
        _ => [],
    };
}
