using Auth.ArchitectureTests.Canaries;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Auth.ArchitectureTests;

/// <summary>The tables of both providers, read from the model; no server is asked.</summary>
public sealed class DatabaseModelTests : IDisposable
{
    private const int SqliteConstraint = 19;
    private const int SqliteUniqueViolation = 2067;

    /// <summary>It outlives whom it tells of and keeps ids only.</summary>
    private const string AuditTrail = "audit_events";

    /// <summary>No caller chooses the number of a key or the place of a line in the trail; a node that comes second looks again.</summary>
    private static readonly string[] UnrefusedIndexes = ["ux_audit_events_sequence", "ux_signing_keys_sequence"];

    private readonly Dictionary<string, DbContext> contexts = new()
    {
        ["MariaDB"] = new MariaDbDesignTime().CreateDbContext([]),
        ["SQLite"] = new SqliteDesignTime().CreateDbContext([]),
        ["canary"] = new ModelCanary(new DbContextOptionsBuilder<ModelCanary>().UseSqlite("Data Source=:memory:").Options),
    };

    public static TheoryData<string> Providers => ["MariaDB", "SQLite"];

    public void Dispose()
    {
        foreach (var context in contexts.Values)
            context.Dispose();
    }

    [Theory, MemberData(nameof(Providers))]
    public void No_change_of_the_model_lacks_a_migration(string provider)
    {
        contexts[provider].Database.HasPendingModelChanges().ShouldBeFalse();
        contexts["canary"].Database.HasPendingModelChanges().ShouldBeTrue();
    }

    [Fact]
    public void Both_providers_have_the_same_tables_columns_and_indexes() => Shape("MariaDB").ShouldBe(Shape("SQLite"));

    [Theory, MemberData(nameof(Providers))]
    public void Every_unique_index_declares_its_refusal(string provider)
    {
        Unrefused(Model(provider)).ShouldBe(UnrefusedIndexes, ignoreOrder: true);
        Unrefused(Model("canary")).ShouldBe(["ux_erased_number"]);
    }

    [Theory, MemberData(nameof(Providers))]
    public void Whatever_refers_to_a_user_is_erased_with_them(string provider)
    {
        Orphaned(Model(provider)).ShouldBe([AuditTrail]);
        Orphaned(Model("canary")).ShouldBe(["forgotten", "kept"]);
    }

    [Theory, MemberData(nameof(Providers))]
    public void Every_text_has_a_length(string provider) => Model(provider).GetEntityTypes().SelectMany(e => e.GetProperties())
        .Where(p => (p.FindTypeMapping()?.Converter?.ProviderClrType ?? p.ClrType) == typeof(string) && p.GetMaxLength() is null)
        .Select(p => $"{p.DeclaringType.DisplayName()}.{p.Name}").ShouldBeEmpty();

    private static IEnumerable<string> Unrefused(IModel model) => model.GetEntityTypes().SelectMany(e => e.GetIndexes()).Where(i => i.IsUnique)
        .Where(i => UniqueIndexes.RefusalFor(Duplicate(i), model) is null).Select(i => i.GetDatabaseName()!);

    /// <summary>What SQLite says when the index refuses a row.</summary>
    private static DbUpdateException Duplicate(IIndex index)
    {
        var columns = string.Join(", ", index.Properties.Select(p => $"{index.DeclaringEntityType.GetTableName()}.{p.GetColumnName()}"));
        return new DbUpdateException("save", new SqliteException($"SQLite Error 19: 'UNIQUE constraint failed: {columns}'.", SqliteConstraint, SqliteUniqueViolation));
    }

    private static IEnumerable<string> Orphaned(IModel model) => model.GetEntityTypes().Where(e => e.GetTableName() != "users")
        .Where(e => e.GetProperties().Any(p => IsUserId(p) && !p.GetContainingForeignKeys().Any(IsErasedWithUser)))
        .Select(e => e.GetTableName()!).Order();

    private static bool IsUserId(IProperty property) => (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(UserId);

    private static bool IsErasedWithUser(IForeignKey key) => key.DeleteBehavior == DeleteBehavior.Cascade && key.PrincipalEntityType.GetTableName() == "users";

    private IModel Model(string context) => contexts[context].Model;

    private IEnumerable<string> Shape(string context) => Model(context).GetEntityTypes().SelectMany(e =>
        e.GetProperties().Select(p => $"{e.GetTableName()}.{p.GetColumnName()}{(p.IsNullable ? "?" : "")} {p.GetMaxLength()}")
            .Concat(e.GetIndexes().Select(i => $"{e.GetTableName()}: {i.GetDatabaseName()}{(i.IsUnique ? " unique" : "")}"))).Order();
}
