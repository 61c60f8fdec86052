using System.Reflection;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MySqlConnector;

namespace Auth.UnitTests.Persistence;

public sealed class DatabaseFaultsTests
{
    public static TheoryData<string, MySqlErrorCode, string?, Means> MariaDbFaults => new()
    {
        { "deadlock", MySqlErrorCode.LockDeadlock, "40001", Means.Conflict },
        { "lock wait", MySqlErrorCode.LockWaitTimeout, "HY000", Means.Conflict },
        { "record changed since last read, as Galera certifies", (MySqlErrorCode)1020, "HY000", Means.Conflict },
        { "the user of a new session was withdrawn meanwhile", MySqlErrorCode.NoReferencedRow2, "23000", Means.Conflict },
        { "duplicate key", MySqlErrorCode.DuplicateKeyEntry, "23000", Means.Duplicate },
        { "no server", MySqlErrorCode.UnableToConnectToHost, null, Means.Unavailable },
        { "too many connections", (MySqlErrorCode)1040, "08004", Means.Unavailable },
        { "shutting down", (MySqlErrorCode)1053, "08S01", Means.Unavailable },
        { "read only", (MySqlErrorCode)1290, "HY000", Means.Unavailable },
        { "disk full", (MySqlErrorCode)1021, "HY000", Means.Unavailable },
        { "not prepared, as a Galera node says that has no quorum", (MySqlErrorCode)1047, "08S01", Means.Unavailable },
        { "statement killed", MySqlErrorCode.QueryInterrupted, "70100", Means.Unavailable },
        { "wrong syntax", MySqlErrorCode.ParseError, "42000", Means.Bug },
        { "no such column", MySqlErrorCode.BadFieldError, "42S22", Means.Bug },
        { "data too long", MySqlErrorCode.DataTooLong, "22001", Means.Bug },
        { "a column that must not be null is", MySqlErrorCode.ColumnCannotBeNull, "23000", Means.Bug },
    };

    public static TheoryData<string, int, int, Means> SqliteFaults => new()
    {
        { "busy", 5, 5, Means.Conflict },
        { "busy in a snapshot", 5, 517, Means.Conflict },
        { "locked", 6, 6, Means.Conflict },
        { "foreign key", 19, 787, Means.Conflict },
        { "unique index", 19, 2067, Means.Duplicate },
        { "primary key", 19, 1555, Means.Duplicate },
        { "not null", 19, 1299, Means.Bug },
        { "wrong statement", 1, 1, Means.Bug },
        { "read only", 8, 8, Means.Unavailable },
        { "input or output", 10, 10, Means.Unavailable },
        { "disk full", 13, 13, Means.Unavailable },
        { "cannot open", 14, 14, Means.Unavailable },
    };

    public enum Means
    {
        Bug,
        Conflict,
        Duplicate,
        Unavailable,
    }

    [Theory, MemberData(nameof(MariaDbFaults))]
    public void A_fault_of_mariadb_means_one_thing(string what, MySqlErrorCode code, string? state, Means expected) =>
        ShouldMean(MariaDb(code, state), expected, what);

    [Theory, MemberData(nameof(SqliteFaults))]
    public void A_fault_of_sqlite_means_one_thing(string what, int code, int extended, Means expected) =>
        ShouldMean(new SqliteException(what, code, extended), expected, what);

    [Fact]
    public void A_row_that_somebody_else_changed_is_a_conflict() => ShouldMean(new DbUpdateConcurrencyException(), Means.Conflict, "version");

    [Fact]
    public void A_timeout_means_the_database_is_away() => ShouldMean(new TimeoutException(), Means.Unavailable, "timeout");

    [Fact]
    public void Another_exception_is_a_bug()
    {
        ShouldMean(new InvalidOperationException(), Means.Bug, "any");
        ShouldMean(new DbUpdateException("without a cause", (Exception?)null), Means.Bug, "without a cause");
    }

    [Fact]
    public async Task A_taken_name_is_told_as_the_refusal_of_its_index()
    {
        using var database = await TestDatabase.CreateAsync();
        await AddAsync(database, "alice", "alice@example.com");

        (await RefusalAsync(database, "alice", "other@example.com")).ShouldBe(UserErrors.UsernameTaken);
        (await RefusalAsync(database, "other", "alice@example.com")).ShouldBe(UserErrors.EmailTaken);
    }

    [Theory]
    [InlineData("Duplicate entry 'alice' for key 'ux_users_username'", "username_taken")]
    [InlineData("Duplicate entry 'a@example.com' for key 'ux_users_email'", "email_taken")]
    [InlineData("Duplicate entry 'for key 'ux_users_email'' for key 'ux_users_username'", "username_taken")]
    [InlineData("Duplicate entry 'x' for key 'PRIMARY'", null)]
    [InlineData("Duplicate entry '2' for key 'ux_signing_keys_sequence'", null)]
    public async Task What_mariadb_says_of_a_duplicate_is_told_as_the_refusal_of_its_index(string message, string? code)
    {
        using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();

        UniqueIndexes.RefusalFor(new DbUpdateException("save", MariaDb(MySqlErrorCode.DuplicateKeyEntry, "23000", message)), db.Model)?.Code.ShouldBe(code);
    }

    [Fact]
    public async Task What_is_no_duplicate_is_no_refusal_whatever_it_says()
    {
        using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();
        var other = MariaDb(MySqlErrorCode.DataTooLong, "22001", "for key 'ux_users_username'");

        UniqueIndexes.RefusalFor(new DbUpdateException("save", other), db.Model).ShouldBeNull();
    }

    private static void ShouldMean(Exception fault, Means expected, string what)
    {
        foreach (var exception in new[] { fault, new DbUpdateException("save", fault), new InvalidOperationException("outer", new DbUpdateException("save", fault)) })
        {
            // EF's concurrency exception is never wrapped.
            if (fault is DbUpdateConcurrencyException && exception != fault)
                continue;
            DatabaseFaults.IsConflict(exception).ShouldBe(expected == Means.Conflict, what);
            DatabaseFaults.IsDuplicate(exception).ShouldBe(expected == Means.Duplicate, what);
            DatabaseFaults.IsUnavailable(exception).ShouldBe(expected is Means.Conflict or Means.Unavailable, what);
        }
    }

    private static async Task AddAsync(TestDatabase database, string username, string email)
    {
        await using var db = database.Open();
        var now = DateTimeOffset.UnixEpoch;
        db.Users.Add(User.Register(
            Username.Parse(username).Value,
            new Profile("홍길동", "길동", EmailAddress.Parse(email).Value),
            [new ConsentGiven(ConsentPurpose.PersonalData, "1", "ko", Channel.Api), new ConsentGiven(ConsentPurpose.OptionalData, "1", "ko", Channel.Api)],
            now).Value);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<Error?> RefusalAsync(TestDatabase database, string username, string email)
    {
        var refused = await Should.ThrowAsync<DbUpdateException>(AddAsync(database, username, email));
        await using var db = database.Open();
        return UniqueIndexes.RefusalFor(refused, db.Model);
    }

    /// <summary>The driver makes these itself only; what matters here is what they carry.</summary>
    private static MySqlException MariaDb(MySqlErrorCode code, string? state, string message = "") => (MySqlException)typeof(MySqlException)
        .GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(MySqlErrorCode), typeof(string), typeof(string), typeof(Exception)])!
        .Invoke([code, state, message, null]);
}
