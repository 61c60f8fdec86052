using System.Globalization;
using System.Runtime.CompilerServices;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Domain.Users;
using MySqlConnector;

namespace Auth.Infrastructure.Import;

/// <summary>
/// The members of the original program, whose tables are in the schemas <c>member</c> and <c>auth</c> of one MariaDB. Each table is read once, in the order of <c>user_no</c>, all side by side, so
/// it needs neither an index nor memory for all. Its sessions stay behind: whoever was logged in logs in again.
/// </summary>
/// <param name="connectionString">Of an account that may read both schemas.</param>
/// <param name="zone">The one that the times of its tables are in.</param>
/// <param name="clock">Tells what has passed.</param>
public sealed class OriginalProgram(string connectionString, TimeZoneInfo zone, TimeProvider clock)
{
    private const string Key = "LOWER(user_no)";
    private const string Administrator = "관리자";

    private static readonly string[] Yes = ["1", "\u0001", "y", "yes", "t", "true"];
    private static readonly string[] No = ["0", "\0", "n", "no", "f", "false", ""];
    private static readonly string[] Times = ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"];
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyyMMdd", .. Times];

    private readonly string connectionString = Checked(connectionString);

    /// <summary>How many there are. Throws <see cref="ConfigurationException"/> where they cannot be read.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new MySqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new MySqlCommand("SELECT COUNT(*) FROM member.user", connection);
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (MySqlException e)
        {
            throw new ConfigurationException($"The members of the original program cannot be read ({e.Message}).");
        }
    }

    public async IAsyncEnumerable<RecordToImport> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var users = await OpenAsync("member.user", ["user_id"], "user_id", cancellationToken);
        await using var profiles = await OpenAsync("member.profile", ["name", "nickname", "introduction", "join_date", "update_date"], "update_date", cancellationToken);
        await using var details = await OpenAsync("member.authenctication", ["role", "gather_agree", "cell_phone", "birthday", "sex"], "authenctication_id", cancellationToken);
        await using var passwords = await OpenAsync("auth.password", ["PASSWORD", "update_date"], "update_date", cancellationToken);
        SortedRows[] tables = [users, profiles, details, passwords];
        for (var number = 1L; tables.Select(t => t.Key).Where(k => k is not null).Min(StringComparer.Ordinal) is { } userNo; number++)
        {
            var left = new List<FieldError>();
            var user = await TakeAsync(users, userNo, left, cancellationToken);
            var profile = await TakeAsync(profiles, userNo, left, cancellationToken);
            var detail = await TakeAsync(details, userNo, left, cancellationToken);
            var password = await TakeAsync(passwords, userNo, left, cancellationToken);
            yield return new RecordToImport(
                Guid.TryParse(userNo, out var id) ? $"user_no {id}" : string.Create(CultureInfo.InvariantCulture, $"number {number} by user_no"),
                user is null ? null : Record(userNo, user, profile, detail, password, left),
                user is null ? [.. left, new FieldError("user", "user_missing", "There are rows of a user who is not in member.user.")] : left);
        }
    }

    private UserRecord Record(string userNo, string?[] user, string?[]? profile, string?[]? detail, string?[]? password, List<FieldError> left)
    {
        var joined = Time(profile?[3], "createdAt", left);
        return new UserRecord
        {
            Id = userNo,
            Username = user[0],
            PasswordHash = password?[0] is { Length: > 0 } hash ? new Secret(hash) : null,
            PasswordChangedAt = Time(password?[1], "passwordChangedAt", left),
            Name = profile?[0],
            Nickname = profile?[1],
            Introduction = profile?[2],
            Phone = detail?[2] is { Length: > 0 } phone ? phone : null,
            BirthDate = BirthDate(detail?[3]),
            Gender = Gender(detail?[4], left),
            Role = detail?[0]?.Trim().Normalize() == Administrator ? "admin" : "member",
            CreatedAt = joined,
            UpdatedAt = Time(profile?[4], "updatedAt", left),
            Consents = HasAgreed(detail?[1], left) ? [Consent(ConsentPurpose.PersonalData, joined), Consent(ConsentPurpose.OptionalData, joined)] : [],
        };
    }

    /// <summary>The original asked for one consent to all of the data; when it was given is not kept, and it was needed to join. Where that time cannot be, it stands as given in 1970.</summary>
    private ConsentRecord Consent(ConsentPurpose purpose, DateTimeOffset? joined) =>
        new(purpose, "original", "ko", Channel.Page, joined is { } time && UserRecord.IsPast(time, clock) ? time : DateTimeOffset.UnixEpoch);

    private static bool HasAgreed(string? text, List<FieldError> left)
    {
        var said = text is null ? "" : AsciiText.Lower(text.Trim());
        if (!Yes.Contains(said) && !No.Contains(said))
            left.Add(new FieldError("consents", "value_unknown", "gather_agree is neither yes nor no."));
        return Yes.Contains(said);
    }

    private static string? Gender(string? sex, List<FieldError> left)
    {
        switch (sex)
        {
            case "0" or "\0":
                return "male";
            case "1" or "\u0001":
                return "female";
            case null or "":
                return null;
            default:
                left.Add(new FieldError("gender", "value_unknown", "sex is neither 0 nor 1."));
                return null;
        }
    }

    /// <summary>What cannot be read is left to the rules to refuse.</summary>
    private static string? BirthDate(string? text) => text is null or "" ? null
        : DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : text;

    private DateTimeOffset? Time(string? text, string field, List<FieldError> left)
    {
        if (text is null or "")
            return null;
        if (DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Year > 1)
            return new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
        left.Add(new FieldError(field, "time_not_past", "Is no time."));
        return null;
    }

    /// <summary>Without the driver's words about what is wrong, which repeat a part of it.</summary>
    private static string Checked(string connectionString)
    {
        try
        {
            return new MySqlConnectionStringBuilder(connectionString) { CharacterSet = "utf8mb4", Pooling = false, DefaultCommandTimeout = 3600 }.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new ConfigurationException("The connection string of the original program is none: it is Name=value;Name=value, with values that hold a semicolon in quotes.");
        }
    }

    private static async Task<string?[]?> TakeAsync(SortedRows table, string userNo, List<FieldError> left, CancellationToken cancellationToken)
    {
        var rows = await table.TakeAsync(userNo, cancellationToken);
        if (rows.Count > 1)
            left.Add(new FieldError(table.Name, "rows_several", $"There are {rows.Count} rows of one user; the newest is taken."));
        return rows.Count == 0 ? null : rows[^1];
    }

    /// <summary>As text, whatever types its columns have: they differ from installation to installation.</summary>
    private Task<SortedRows> OpenAsync(string table, string[] columns, string newestLast, CancellationToken cancellationToken)
    {
        var texts = columns.Select(c => $"CAST({c} AS CHAR CHARACTER SET utf8mb4)");
        return SortedRows.OpenAsync(connectionString, table, $"SELECT {Key}, {string.Join(", ", texts)} FROM {table} ORDER BY CAST({Key} AS BINARY), {newestLast}", cancellationToken);
    }
}
