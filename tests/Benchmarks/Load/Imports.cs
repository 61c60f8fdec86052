using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Auth.IntegrationTests.Operations;
using MySqlConnector;
using Hash = BCrypt.Net.BCrypt;

namespace Auth.Benchmarks.Load;

/// <summary>How long members take to come over from the original program, whether they log in with their old passwords, and what a file of many takes of the memory.</summary>
internal static class Imports
{
    private const int Passwords = 50;
    private const int Cost = 12;
    private const int Sample = 1000;
    private const int AtOnce = 16;
    private const double MostMegabytes = 512;

    public static async Task MeasureAsync(int members, int lines)
    {
        await using var service = await Service.StartAsync(0, Logins.Settings);
        await MakeOriginalAsync(service.ConnectionString, members);
        var original = new MySqlConnectionStringBuilder(service.ConnectionString) { Database = "" }.ConnectionString;
        var (seconds, _) = await RunAsync(service, 0, "users", "import", "--from-original", original);
        Figures.AtMost($"import of {members:N0} members of the original program", seconds, 120, " s");
        (seconds, _) = await RunAsync(service, 0, "users", "import", "--from-original", original);
        Figures.Say($"once more, which changes nothing: {seconds:0.0} s");
        await LogInAsync(service, members);

        var file = Path.Combine(Path.GetTempPath(), $"auth-{Guid.NewGuid():N}.jsonl");
        try
        {
            await WriteAsync(file, lines);
            var (imported, imports) = await RunAsync(service, 0, "users", "import", "--from-jsonl", file);
            Figures.Say($"import of {lines:N0} lines: {imported:0} s, at most {imports.Max():0} MB, after a tenth of it {imports[imports.Count / 10]:0} MB");
            File.Delete(file);
            var (exported, exports) = await RunAsync(service, 0, "users", "export", "--with-password-hashes", "--out", file);
            Figures.Say($"export of {lines + members:N0} lines, {new FileInfo(file).Length / 1e6:0} MB: {exported:0} s, at most {exports.Max():0} MB, after a tenth of it {exports[exports.Count / 10]:0} MB");
            Figures.AtMost("memory of an import", imports.Max(), MostMegabytes, " MB");
            Figures.AtMost("memory of an import at its most, against after a tenth of it", imports.Max() / imports[imports.Count / 10], 1.5);
            Figures.AtMost("memory of an export", exports.Max(), MostMegabytes, " MB");
            Figures.AtMost("memory of an export at its most, against after a tenth of it", exports.Max() / exports[exports.Count / 10], 1.5);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A sample of all members, each with their own password.</summary>
    private static async Task LogInAsync(Service service, int members)
    {
        var statuses = new ConcurrentBag<int>();
        var clients = Enumerable.Range(0, AtOnce).Select(client => Task.Run(async () =>
        {
            using var connection = new Connection(service.Nobody.BaseAddress!);
            for (var i = client; i < Sample; i += AtOnce)
            {
                var member = 1 + (int)((long)i * members / Sample);
                statuses.Add(await connection.SendAsync(
                    Connection.Request("POST", "/api/v1/auth/login", $$"""{"username":"original{{member}}","password":"{{Password(member)}}"}""", from: Logins.Network(i)), CancellationToken.None));
            }
        }));
        await Task.WhenAll(clients);
        Figures.AtLeast($"of {Sample} of them, share that logs in with the old password", (double)statuses.Count(s => s == 200) / Sample, 1);
    }

    private static async Task<(double Seconds, List<double> Megabytes)> RunAsync(Service service, int exitCode, params string[] words)
    {
        var started = Stopwatch.StartNew();
        await using var command = HostProcess.Start(Path.GetTempPath(), service.Settings, Service.Program, words);
        var ended = command.ExitAsync(TimeSpan.FromMinutes(30));
        List<double> seen = [Memory.Of(command.Id)];
        while (await Task.WhenAny(ended, Task.Delay(500)) != ended)
            seen.Add(Memory.Of(command.Id));
        if (await ended is var code && code != exitCode)
            throw new InvalidOperationException($"'{string.Join(' ', words.Take(2))}' ended with {code}: {string.Join(Environment.NewLine, command.Output.Concat(command.Errors).TakeLast(20))}");
        Console.WriteLine(command.Output.LastOrDefault());
        return (started.Elapsed.TotalSeconds, seen);
    }

    private static string Password(int member) => string.Create(CultureInfo.InvariantCulture, $"an old password {member % Passwords}");

    private static async Task MakeOriginalAsync(string connectionString, int members)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Making {members:N0} members of the original program."));
        var hashes = string.Join(", ", Enumerable.Range(0, Passwords).Select(p => $"'{Hash.HashPassword(Password(p), Cost)}'"));
        const string userNo = "CONCAT_WS('-', LEFT(MD5(seq), 8), SUBSTR(MD5(seq), 9, 4), SUBSTR(MD5(seq), 13, 4), SUBSTR(MD5(seq), 17, 4), SUBSTR(MD5(seq), 21, 12))";
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"""
                CREATE DATABASE member CHARACTER SET utf8mb4;
                CREATE DATABASE auth CHARACTER SET utf8mb4;
                CREATE TABLE member.user (user_no VARCHAR(36) PRIMARY KEY, user_id VARCHAR(50));
                CREATE TABLE member.profile (profile_id INT AUTO_INCREMENT PRIMARY KEY, user_no VARCHAR(36), name VARCHAR(50), nickname VARCHAR(50), introduction TEXT, join_date DATETIME, update_date DATETIME);
                CREATE TABLE member.authenctication (authenctication_id INT AUTO_INCREMENT PRIMARY KEY, user_no VARCHAR(36), role VARCHAR(10), gather_agree TINYINT(1), cell_phone VARCHAR(20), birthday DATE, sex TINYINT);
                CREATE TABLE auth.password (password_id INT AUTO_INCREMENT PRIMARY KEY, user_no VARCHAR(36), PASSWORD VARCHAR(100), refresh_token TEXT, update_date DATETIME);
                INSERT INTO member.user SELECT {userNo}, CONCAT('original', seq) FROM seq_1_to_{members};
                INSERT INTO member.profile (user_no, name, nickname, introduction, join_date, update_date)
                    SELECT {userNo}, '홍길동', CONCAT('길동', seq), '안녕하세요.', '2020-01-01' + INTERVAL seq MINUTE, '2021-01-01' + INTERVAL seq MINUTE FROM seq_1_to_{members};
                INSERT INTO member.authenctication (user_no, role, gather_agree, cell_phone, birthday, sex)
                    SELECT {userNo}, IF(seq % 10000 = 0, '관리자', '회원'), 1, CONCAT('010-', LPAD(seq DIV 10000 + 2000, 4, '0'), '-', LPAD(seq % 10000, 4, '0')), '1970-01-01' + INTERVAL seq % 10000 DAY, seq % 2 FROM seq_1_to_{members};
                INSERT INTO auth.password (user_no, PASSWORD, update_date) SELECT {userNo}, ELT(1 + seq % {Passwords}, {hashes}), '2021-01-01' FROM seq_1_to_{members}
                """),
            connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task WriteAsync(string path, int lines)
    {
        var hash = Hash.HashPassword("an old password", 4);
        await using var file = new StreamWriter(path);
        for (var i = 0; i < lines; i++)
        {
            await file.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"id":"{{new Guid(i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)}}","username":"line{{i}}","name":"Line","nickname":"line","passwordHash":"{{hash}}","consents":[{"purpose":"personalData","documentVersion":"1","language":"en","channel":"api","givenAt":"2025-01-01T00:00:00Z"}]}"""));
        }
    }
}
