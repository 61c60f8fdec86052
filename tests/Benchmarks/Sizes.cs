using System.Globalization;
using MySqlConnector;

namespace Auth.Benchmarks;

/// <summary>What a member takes in the tables and in each of their indexes, and what ten million would.</summary>
internal static class Sizes
{
    private const int TenMillion = 10_000_000;

    private const string Indexes =
        """
        SELECT table_name, index_name, stat_value * @@innodb_page_size FROM mysql.innodb_index_stats
        WHERE database_name = DATABASE() AND table_name IN ('users', 'consents') AND stat_name = 'size' ORDER BY table_name DESC, index_name = 'PRIMARY' DESC, index_name
        """;

    public static async Task PrintAsync(string connectionString, int members)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(Indexes, connection);
        await using var reader = await command.ExecuteReaderAsync();
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| table or index | bytes a member | MB at {members:N0} | GB at {TenMillion:N0} |"));
        Console.WriteLine("|---|---:|---:|---:|");
        var sum = 0.0;
        while (await reader.ReadAsync())
        {
            var bytes = Convert.ToDouble(reader.GetValue(2), CultureInfo.InvariantCulture);
            sum += bytes;
            Print(reader.GetString(1) == "PRIMARY" ? reader.GetString(0) : reader.GetString(1), bytes);
        }

        Print("together", sum);

        void Print(string name, double bytes) => Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| {name} | {bytes / members:0} | {bytes / 1e6:0} | {bytes / members * TenMillion / 1e9:0.0} |"));
    }
}
