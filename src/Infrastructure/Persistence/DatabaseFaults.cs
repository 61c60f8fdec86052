using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MySqlConnector;

namespace Auth.Infrastructure.Persistence;

/// <summary>What the errors of the two databases mean for a request.</summary>
public static class DatabaseFaults
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteConstraint = 19;
    private const int SqliteUniqueViolation = 2067;
    private const int SqlitePrimaryKeyViolation = 1555;
    private const int SqliteForeignKeyViolation = 787;
    private const int SqliteError = 1;
    private const int MariaDbRecordChanged = 1020;
    private const int MariaDbNotPrepared = 1047;

    /// <summary>Unknown database, too many connections, a user's limits: the state says "wrong statement", the cause is the server.</summary>
    private static readonly int[] AwayThoughState42 = [1049, 1203, 1226];

    /// <summary>SQLSTATE classes of data errors, violated constraints and statements that are wrong.</summary>
    private static readonly string[] BugStates = ["22", "23", "42"];

    /// <summary>Two units of work were in each other's way; the same one can succeed when it is run again.</summary>
    public static bool IsConflict(Exception exception) => exception is DbUpdateConcurrencyException || Chain(exception).Any(e => e switch
    {
        MySqlException m => m.ErrorCode is MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout or MySqlErrorCode.NoReferencedRow2
            || m.Number == MariaDbRecordChanged,
        SqliteException s => s.SqliteErrorCode is SqliteBusy or SqliteLocked || s.SqliteExtendedErrorCode == SqliteForeignKeyViolation,
        _ => false,
    });

    /// <summary>
    /// The server may have lost its cluster, where another one still serves: it says that it is not prepared, or, where it would first wait for what the others wrote,
    /// at once that it waited too long. Nothing was written.
    /// </summary>
    public static bool MayBeAlone(Exception exception) =>
        Chain(exception).Any(e => e is MySqlException { Number: MariaDbNotPrepared } or MySqlException { ErrorCode: MySqlErrorCode.LockWaitTimeout });

    public static bool IsDuplicate(Exception exception) => Chain(exception).Any(e => e switch
    {
        MySqlException m => m.ErrorCode == MySqlErrorCode.DuplicateKeyEntry,
        SqliteException s => s.SqliteExtendedErrorCode is SqliteUniqueViolation or SqlitePrimaryKeyViolation,
        _ => false,
    });

    /// <summary>There is no such table, or not even the database.</summary>
    public static bool IsMissing(DbException exception) => exception switch
    {
        MySqlException m => m.ErrorCode is MySqlErrorCode.NoSuchTable or MySqlErrorCode.UnknownDatabase,
        SqliteException s => s.SqliteErrorCode == SqliteError,
        _ => false,
    };

    /// <summary>
    /// The database is away, busy, read-only, full or too slow, and the request can be tried again later. Not so a statement or a value that the
    /// database does not understand: that is a bug here, and waiting does not mend it.
    /// </summary>
    public static bool IsUnavailable(Exception exception) => IsConflict(exception) || Chain(exception).Any(e => e switch
    {
        MySqlException m => AwayThoughState42.Contains(m.Number) || !BugStates.Any(state => m.SqlState?.StartsWith(state, StringComparison.Ordinal) == true),
        SqliteException s => s.SqliteErrorCode is not (SqliteError or SqliteConstraint),
        // A connection that breaks while a transaction begins, which the driver does not wrap.
        IOException or SocketException or TimeoutException => true,
        _ => e.GetType().Assembly == typeof(MySqlException).Assembly, // Or in the middle of an answer.
    });

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }
}
