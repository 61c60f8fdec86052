using System.Diagnostics;
using System.Globalization;
using System.Text;
using MySqlConnector;

namespace Auth.Benchmarks;

/// <summary>Invented members, the same ones each time: mostly Korean names with their usual families, some Latin ones, written straight into the tables.</summary>
internal static class Members
{
    private const int AtOnce = 1000;
    private const uint Prime = 1_000_003;

    private static readonly DateTimeOffset Opened = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Open = TimeSpan.FromDays(3 * 365);

    // As common as they are: of a hundred people about twenty are called Kim.
    private static readonly string[] Families =
        ["김", "김", "김", "김", "이", "이", "이", "박", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "남궁"];

    private static readonly string[] Syllables = ["민", "서", "지", "현", "우", "준", "영", "수", "은", "하", "도", "윤", "예", "진", "태", "경", "희", "철", "나", "람"];
    private static readonly string[] FirstNames = ["Anna", "Ben", "Chloé", "David", "Emma", "Felix", "Grace", "Hugo", "Ida", "Jonas", "Kim", "Léa", "Mina", "Noah", "Olga", "Paul"];
    private static readonly string[] LastNames = ["Adams", "Baker", "Cohen", "Dubois", "Evans", "Fischer", "García", "Hill", "Ivanov", "Jansen", "Keller", "Lopez"];
    private static readonly string[] Words = ["haru", "minsu", "jiwoo", "seoyeon", "kim", "lee", "park", "sun", "moon", "river", "blue", "tiger", "maple", "pine", "coffee", "x"];

    public static async Task MakeAsync(string connectionString, int count)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync();
        // The indexes of a million members do not fit into what a server begins with, and what nobody needs to find again after a power cut need not be written at once.
        await ExecuteAsync("SET GLOBAL innodb_buffer_pool_size = GREATEST(@@innodb_buffer_pool_size, 2 * 1024 * 1024 * 1024); SET GLOBAL innodb_flush_log_at_trx_commit = 2", connection, null);
        for (var first = 0; first < count; first += AtOnce)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            StringBuilder users = new(), consents = new();
            for (var member = first; member < Math.Min(first + AtOnce, count); member++)
                Add(users, consents, member, Opened + (Open / count * member));
            await ExecuteAsync(
                $"""
                INSERT INTO users (id, username, name, nickname, email, email_verified, introduction, phone, gender, role, status, created_at, updated_at, version)
                VALUES {users.Remove(0, 1)};
                INSERT INTO consents (id, user_id, purpose, document_version, language, channel, given_at) VALUES {consents.Remove(0, 1)}
                """,
                connection,
                transaction);
            await transaction.CommitAsync();
        }

        await ExecuteAsync("ANALYZE TABLE users, consents; SET GLOBAL innodb_flush_log_at_trx_commit = 1", connection, null);
        await UntilWrittenAsync(connection);
    }

    /// <summary>Has the server write to its tables what it holds of them in memory, which it would else do, for seconds at a time, while something is measured.</summary>
    public static async Task UntilWrittenAsync(MySqlConnection connection)
    {
        const int fewPages = 100;
        var patience = TimeSpan.FromMinutes(3);
        await using var ask = new MySqlCommand(
            "SELECT CONCAT('SET GLOBAL innodb_io_capacity = ', @@innodb_io_capacity, '; SET GLOBAL innodb_io_capacity_max = ', @@innodb_io_capacity_max, '; SET GLOBAL innodb_max_dirty_pages_pct = ', @@innodb_max_dirty_pages_pct)",
            connection);
        var asBefore = (string)(await ask.ExecuteScalarAsync())!;
        await ExecuteAsync("SET GLOBAL innodb_io_capacity_max = 20000; SET GLOBAL innodb_io_capacity = 20000; SET GLOBAL innodb_max_dirty_pages_pct = 0", connection, null);
        await using var command = new MySqlCommand("SELECT CAST(variable_value AS SIGNED) FROM information_schema.global_status WHERE variable_name = 'Innodb_buffer_pool_pages_dirty'", connection);
        try
        {
            for (var waited = Stopwatch.StartNew(); (long)(await command.ExecuteScalarAsync())! > fewPages; await Task.Delay(500))
            {
                if (waited.Elapsed > patience)
                    throw new TimeoutException("The database does not come to an end of writing.");
            }
        }
        finally
        {
            await ExecuteAsync(asBefore, connection, null);
        }
    }

    private static void Add(StringBuilder users, StringBuilder consents, int member, DateTimeOffset at)
    {
        var id = Hex(at);
        var username = string.Create(CultureInfo.InvariantCulture, $"{Pick(member, 1, Words)}{(long)member * 482_711 % Prime}");
        var korean = Pick(member, 2, 100) < 85;
        var given = korean ? Pick(member, 3, Syllables) + Pick(member, 4, Syllables) : Pick(member, 3, FirstNames);
        var name = korean ? Pick(member, 5, Families) + given : $"{given} {Pick(member, 5, LastNames)}";
        var nickname = Pick(member, 6, 100) < 40 ? name : Pick(member, 6, 100) < 70 ? given : username;
        var email = Pick(member, 7, 100) < 60 ? $"'{username}@example.{Pick(member, 8, ["com", "net", "org"])}'" : "NULL";
        var introduction = Pick(member, 9, 100) < 30 ? "'반갑습니다. 잘 부탁드립니다.'" : "NULL";
        var phone = Pick(member, 12, 100) < 50 ? string.Create(CultureInfo.InvariantCulture, $"'+8210{(long)member * 48_271 % Prime * 97:D8}'") : "NULL";
        var role = Pick(member, 10, 10_000) == 0 ? "admin" : "member";
        var status = Pick(member, 11, 100) == 0 ? "suspended" : "active";
        var time = at.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

        users.Append(CultureInfo.InvariantCulture, $",(0x{id},'{username}','{name}','{nickname}',{email},0,{introduction},{phone},'unspecified','{role}','{status}','{time}','{time}',0)");
        consents.Append(CultureInfo.InvariantCulture, $",(0x{Hex(at)},0x{id},'personal_data','2026-11-22','ko','page','{time}')");
        if (email != "NULL" || introduction != "NULL" || phone != "NULL")
            consents.Append(CultureInfo.InvariantCulture, $",(0x{Hex(at)},0x{id},'optional_data','2026-11-22','ko','page','{time}')");
    }

    private static string Hex(DateTimeOffset at) => Convert.ToHexString(Guid.CreateVersion7(at).ToByteArray(bigEndian: true));

    private static T Pick<T>(int member, uint what, T[] from) => from[Pick(member, what, from.Length)];

    /// <summary>A number below <paramref name="count"/> that looks random and is the same at each run.</summary>
    private static int Pick(int member, uint what, int count)
    {
        var mixed = ((uint)member * 2_654_435_761u) ^ (what * 2_246_822_519u);
        mixed = (mixed ^ (mixed >> 15)) * 2_246_822_519u;
        mixed = (mixed ^ (mixed >> 13)) * 3_266_489_917u;
        return (int)((mixed ^ (mixed >> 16)) % (uint)count);
    }

    private static async Task ExecuteAsync(string sql, MySqlConnection connection, MySqlTransaction? transaction)
    {
        await using var command = new MySqlCommand(sql, connection, transaction) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}
