using System.Globalization;
using System.Text;
using Auth.Application.Users;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using MySqlConnector;

namespace Auth.IntegrationTests.Operations;

/// <summary>The commands as processes, from a database like the original program's into that of the tests.</summary>
[Trait("Database", "MariaDb")]
public sealed class UserCommandsTests(AuthApp app) : AuthTest(app), IDisposable
{
    private static readonly string[] Schemas = ["member", "auth"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-tests-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Everybody_comes_over_from_the_original_program_once()
    {
        await MakeOriginalAsync();
        try
        {
            string[] import = ["users", "import", "--from-original", App.MariaDb.ConnectionString, "--time-zone", "Asia/Seoul"];

            var first = await RunAsync(1, import);
            var users = await App.QueryAsync(db => db.Users.Include(u => u.Consents).OrderBy(u => u.Id).ToListAsync());
            var second = await RunAsync(1, import);

            first.ShouldBe(
            [
                $"user_no {UserNo(3)}: not taken: username: username_malformed: {UserErrors.UsernameMalformed.Fields[0].Message}",
                $"user_no {UserNo(4)}: taken without: consents: optional_consent_required: {UserErrors.OptionalConsentRequired.Fields[0].Message}",
                $"user_no {UserNo(5)}: taken without: member.profile: rows_several: There are 2 rows of one user; the newest is taken.",
                $"user_no {UserNo(6)}: not taken: username: username_taken: {UserErrors.UsernameTaken.Message}",
                $"user_no {UserNo(7)}: taken without: gender: value_unknown: sex is neither 0 nor 1.",
                $"user_no {UserNo(7)}: taken without: passwordHash: password_required: There is no password, so nobody can log in as this user.",
                $"user_no {UserNo(7)}: taken without: birthDate: birth_date_not_real: Enter a real date.",
                $"user_no {UserNo(8)}: not taken: user: user_missing: There are rows of a user who is not in member.user.",
                "Imported 5, of whom 3 without something; here already 0; not taken 3.",
            ]);
            second[^1].ShouldBe("Imported 0, of whom 0 without something; here already 5; not taken 3.");
            (await App.QueryAsync(db => db.Consents.CountAsync())).ShouldBe(users.Sum(u => u.Consents.Count));

            users.Select(u => (u.Username.Value, u.Role, u.Profile)).ShouldBe(
            [
                ("admin", Role.Admin, new Profile("관리자", "관리자", Introduction: "안녕하세요", Phone: new PhoneNumber("+821012345678"), BirthDate: new DateOnly(1990, 1, 2), Gender: Gender.Male)),
                ("member", Role.Member, new Profile("홍길동", "길동", Phone: new PhoneNumber("+821087654321"), BirthDate: new DateOnly(1998, 3, 7), Gender: Gender.Female)),
                ("nobody", Role.Member, new Profile("동의 없음", "없음")),
                ("twice", Role.Member, new Profile("새 이름", "새")),
                ("lost", Role.Member, new Profile("lost", "lost", Gender: Gender.Unspecified)),
            ]);
            users[0].CreatedAt.ShouldBe(new DateTimeOffset(2020, 5, 6, 7, 8, 9, TimeSpan.FromHours(9)));
            users[1].Consents.Select(c => (c.Purpose, c.DocumentVersion, c.GivenAt)).ShouldBe(
                [(ConsentPurpose.PersonalData, "original", users[1].CreatedAt), (ConsentPurpose.OptionalData, "original", users[1].CreatedAt)], ignoreOrder: true);
            await (await App.LoginAsync("admin")).ShouldBeAsync(200);
            await (await App.LoginAsync("Member")).ShouldBeAsync(200);
            await (await App.LoginAsync("lost")).ShouldBeProblemAsync(401, "invalid_credentials");
        }
        finally
        {
            await ExecuteAsync(string.Concat(Schemas.Select(s => $"DROP DATABASE {s};")));
        }
    }

    [Fact]
    public async Task What_is_exported_is_imported_again_and_lines_that_are_none_are_named()
    {
        var hash = BCrypt.Net.BCrypt.HashPassword(AuthApp.Password, 4);
        var file = Path.Combine(folder.FullName, "users.jsonl");
        string[] lines =
        [
            $$"""{"username":"alice","passwordHash":"{{hash}}","passwordChangedAt":"2020-01-01T00:00:00.000000Z","name":"앨리스","nickname":"alice","emailVerified":false,"role":"admin","status":"active","createdAt":"2020-01-01T00:00:00.000000Z","updatedAt":"2020-01-01T00:00:00.000000Z","consents":[]}""",
            $$"""{"username":"bob","passwordHash":"{{hash}}","passwordChangedAt":"2020-01-01T00:00:00.000000Z","name":"Bob","nickname":"bob","email":"bob@example.com","emailVerified":true,"introduction":"Hello.","phone":"+821012345678","birthDate":"1998-03-07","gender":"male","role":"member","status":"active","createdAt":"2020-01-02T00:00:00.000000Z","updatedAt":"2020-01-03T00:00:00.000000Z","lastLoginAt":"2020-01-04T00:00:00.000000Z","consents":[{"purpose":"optionalData","documentVersion":"1","language":"ko","channel":"page","givenAt":"2020-01-02T00:00:00.000000Z"}]}""",
        ];
        await File.WriteAllLinesAsync(file, lines, Cancellation);
        await RunAsync(0, "users", "import", "--from-jsonl", file);
        File.Delete(file);
        await RunAsync(0, "users", "export", "--out", file, "--with-password-hashes");
        lines = await File.ReadAllLinesAsync(file, Cancellation);
        await File.WriteAllLinesAsync(file, [lines[0], "", """{"username":"x","role":"member","administrator":true}""", "no JSON", lines[1]], Cancellation);
        await App.WithDatabaseAsync(db => db.Users.ExecuteDeleteAsync());

        var said = await RunAsync(1, "users", "import", "--from-jsonl", file);

        said.ShouldBe(
        [
            "line 3: not taken: line: line_malformed: Is no user in JSON, or has a member that is none of a user's.",
            "line 4: not taken: line: line_malformed: Is no user in JSON, or has a member that is none of a user's.",
            "Imported 2, of whom 0 without something; here already 0; not taken 2.",
        ]);
        foreach (var name in new[] { "alice", "bob@example.com" })
            await (await App.LoginAsync(name)).ShouldBeAsync(200);
        var bob = await App.QueryAsync(db => db.Users.Include(u => u.Consents).SingleAsync(u => u.Role == Role.Member));
        bob.Profile.ShouldBe(new Profile("Bob", "bob", EmailAddress.Parse("bob@example.com").Value, "Hello.", new PhoneNumber("+821012345678"), new DateOnly(1998, 3, 7), Gender.Male));
        bob.Consents.ShouldHaveSingleItem().Language.ShouldBe("ko");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await RunAsync(1, "users", "export", "--out", file);
    }

    [Fact]
    public async Task What_was_taken_before_an_interruption_stays_and_another_run_goes_on()
    {
        const int Interrupted = 130;
        var lines = string.Join(Environment.NewLine, Enumerable.Range(0, ImportUsers.Most + 100).Select(i => $$"""{"username":"line{{i}}"}"""));
        await using var cut = HostProcess.Start(folder.FullName, Settings, "users", "import", "--from-jsonl", "-");
        await cut.BeginTypingAsync(lines);
        await Eventually.BecomesTrueAsync("the first transaction", async () => await App.QueryAsync(db => db.Users.CountAsync()) == ImportUsers.Most);

        await cut.TerminateAsync();

        (await cut.ExitAsync()).ShouldBe(Interrupted);
        await using var whole = HostProcess.Start(folder.FullName, Settings, "users", "import", "--from-jsonl", "-");
        await whole.TypeAsync(lines);
        await whole.ExitAsync();
        whole.Output.Last().ShouldStartWith($"Imported 100, of whom 100 without something; here already {ImportUsers.Most};");
        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(ImportUsers.Most + 100);
    }

    [Fact]
    public async Task Many_lines_are_taken_in_order_and_none_is_repeated_by_its_values()
    {
        var file = Path.Combine(folder.FullName, "users.jsonl");
        var canary = "zq7canary";
        byte[][] odd =
        [
            [.. "{\"username\":\""u8, 0xB1, 0xE8, .. "\"}"u8], Encoding.UTF8.GetBytes($$"""{"username":"{{new string('x', 2_000_000)}}"}"""), """{"username":"null.consents","consents":null}"""u8.ToArray(),
            Encoding.UTF8.GetBytes($$"""{"username":"{{canary}} no name","email":"{{canary}}@example.com"}"""), Encoding.UTF8.GetBytes($$"""{"username":"careful","name":"C","nickname":"C","email":"{{canary}}","phone":"{{canary}}","passwordHash":"{{canary}}"}"""),
            """{"username":"twice","username":"two"}"""u8.ToArray(), """{"username":"consent","consents":[{"documentVersion":"1","language":"ko","givenAt":"2020-01-01T00:00:00Z"}]}"""u8.ToArray(),
        ];
        await using (var lines = File.Create(file))
        {
            foreach (var line in Enumerable.Range(0, 1001).Select(i => Encoding.UTF8.GetBytes($$"""{"username":"line{{i}}"}""")).Concat(odd))
                await lines.WriteAsync((byte[])[.. line, (byte)'\n'], Cancellation);
        }

        await using var command = HostProcess.Start(folder.FullName, Settings, "users", "import", "--from-jsonl", file);

        (await command.ExitAsync()).ShouldBe(1);
        var output = command.Output.ToList();
        output[^1].ShouldBe("Imported 1,002, of whom 1,002 without something; here already 0; not taken 6.");
        output.SkipLast(1).Select(l => int.Parse(l.Split(' ', ':')[1], CultureInfo.InvariantCulture)).ShouldBeInOrder();
        output.Where(l => l.Contains(": not taken: ", StringComparison.Ordinal)).Select(l => l.Split(": ")[..4]).DistinctBy(l => l[0]).ShouldBe(
        [
            Malformed(1002), Malformed(1003), Malformed(1004), ["line 1005", "not taken", "username", "username_malformed"], Malformed(1007), Malformed(1008),
        ]);
        output.Concat(command.Errors).ShouldNotContain(l => l.Contains(canary, StringComparison.Ordinal));
        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(1002);

        static string[] Malformed(int line) => [$"line {line}", "not taken", "line", "line_malformed"];
    }

    [Fact]
    public async Task The_trail_is_written_out_line_by_line()
    {
        var member = await App.NewMemberAsync();

        var lines = await RunAsync(0, "audit", "export", "--since", "2026-01-01T00:00Z");

        lines.ShouldAllBe(l => l.StartsWith("{\"id\":\"", StringComparison.Ordinal));
        lines.Count(l => l.Contains($"\"subjectId\":\"{member.Id}\"", StringComparison.Ordinal)).ShouldBe(2);
        (await App.QueryAsync(db => db.AuditEvents.CountAsync(e => e.Type == "audit_trail_exported" && e.ActorId == null))).ShouldBe(1);
    }

    [Fact]
    public async Task An_administrator_is_made_with_the_password_of_standard_input()
    {
        await using var command = HostProcess.Start(folder.FullName, Settings, "admin", "create", "Operator");
        await command.TypeAsync("a long and slow river");

        (await command.ExitAsync()).ShouldBe(0, string.Join(Environment.NewLine, command.Errors));
        command.Output.ShouldBe(["Made the administrator operator."]);
        await (await App.LoginAsync("operator", "a long and slow river")).ShouldBeAsync(200);
    }

    [Theory]
    [InlineData("users", "import")]
    [InlineData("users", "import", "--from-jsonl", "a", "--from-original", "b")]
    [InlineData("users", "import", "--from-original", "b", "--time-zone", "Korea/Nowhere")]
    [InlineData("users", "export", "--out")]
    [InlineData("audit", "export", "--since", "yesterday")]
    [InlineData("admin", "create")]
    [InlineData("users")]
    public async Task A_slip_does_nothing(params string[] words)
    {
        await using var command = HostProcess.Start(folder.FullName, new Dictionary<string, string?>(), words);

        (await command.ExitAsync()).ShouldBe(2);
        command.Errors.ShouldNotBeEmpty();
    }

    private Dictionary<string, string?> Settings => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["ConnectionStrings__Auth"] = App.Settings["ConnectionStrings:Auth"],
        ["Auth__MasterKey"] = App.Settings["Auth:MasterKey"],
    };

    private async Task<IReadOnlyList<string>> RunAsync(int exitCode, params string[] words)
    {
        await using var command = HostProcess.Start(folder.FullName, Settings, words);
        (await command.ExitAsync()).ShouldBe(exitCode, string.Join(Environment.NewLine, command.Output.Concat(command.Errors)));
        return [.. command.Output];
    }

    private static string UserNo(int number) => string.Create(CultureInfo.InvariantCulture, $"0f8fad5b-d9cb-469f-a165-{number:000000000000}");

    /// <summary>As it was, but for the keys, of which not everybody had one.</summary>
    private async Task MakeOriginalAsync()
    {
        var hash = BCrypt.Net.BCrypt.HashPassword(AuthApp.Password, 4);
        await ExecuteAsync($"""
            {string.Concat(Schemas.Select(s => $"CREATE DATABASE {s} CHARACTER SET utf8mb4;"))}
            CREATE TABLE member.user (user_no VARCHAR(36) PRIMARY KEY, user_id VARCHAR(50));
            CREATE TABLE member.profile (profile_id INT AUTO_INCREMENT PRIMARY KEY, user_no VARCHAR(36), name VARCHAR(100), nickname VARCHAR(100), introduction TEXT, join_date DATETIME, update_date DATETIME);
            CREATE TABLE member.authenctication (authenctication_id INT AUTO_INCREMENT PRIMARY KEY, user_no VARCHAR(36), role VARCHAR(10), gather_agree TINYINT(1), cell_phone VARCHAR(20), birthday VARCHAR(20), sex INT);
            CREATE TABLE auth.password (password_id INT AUTO_INCREMENT PRIMARY KEY, user_no VARCHAR(36), PASSWORD VARCHAR(100), refresh_token TEXT, update_date DATETIME);
            INSERT INTO member.user VALUES ('{UserNo(1)}', 'admin'), ('{UserNo(2).ToUpperInvariant()}', 'Member'), ('{UserNo(3)}', '홍길동'), ('{UserNo(4)}', 'nobody'), ('{UserNo(5)}', 'twice'), ('{UserNo(6)}', 'TWICE'), ('{UserNo(7)}', 'lost');
            INSERT INTO member.profile (user_no, name, nickname, introduction, join_date, update_date) VALUES
                ('{UserNo(1)}', '관리자', '관리자', '안녕하세요', '2020-05-06 07:08:09', '2021-05-06 07:08:09'),
                ('{UserNo(2)}', '홍길동', '길동', '', '2020-05-06 07:08:09', NULL),
                ('{UserNo(3)}', '한글', '한글', NULL, '2020-05-06 07:08:09', NULL),
                ('{UserNo(4)}', '동의 없음', '없음', NULL, '2020-05-06 07:08:09', NULL),
                ('{UserNo(5)}', '새 이름', '새', NULL, '2020-05-06 07:08:09', '2022-01-01 00:00:00'),
                ('{UserNo(5)}', '옛 이름', '옛', NULL, '2020-05-06 07:08:09', '2021-01-01 00:00:00'),
                ('{UserNo(7)}', 'lost', 'lost', NULL, NULL, NULL),
                ('{UserNo(8)}', '유령', '유령', NULL, '2020-05-06 07:08:09', NULL);
            INSERT INTO member.authenctication (user_no, role, gather_agree, cell_phone, birthday, sex) VALUES
                ('{UserNo(1)}', '관리자', 1, '010-1234-5678', '1990-01-02', 0), ('{UserNo(2)}', '회원', 1, '01087654321', '19980307', 1),
                ('{UserNo(4)}', '회원', 0, '010-1234-5678', NULL, NULL), ('{UserNo(7)}', '회원', 1, NULL, '1998-02-30', 7);
            INSERT INTO auth.password (user_no, PASSWORD, update_date) SELECT user_no, '{hash}', '2021-01-01 00:00:00' FROM member.user WHERE user_id <> 'lost';
            """);
    }

    private async Task ExecuteAsync(string statements)
    {
        await using var connection = new MySqlConnection(App.MariaDb.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new MySqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
