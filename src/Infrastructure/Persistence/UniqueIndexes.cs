using System.Collections.Concurrent;
using Auth.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Auth.Infrastructure.Persistence;

/// <summary>A unique index declares in its mapping which refusal it stands for; the save step translates the duplicate-key error, once, for all.</summary>
internal static class UniqueIndexes
{
    private static readonly ConcurrentDictionary<string, Error> Refusals = new(StringComparer.Ordinal);

    public static void Refuses<T>(this IndexBuilder<T> index, Error refusal) => Refusals[index.Metadata.GetDatabaseName()!] = refusal;

    /// <summary>The refusal that a duplicate-key error means, or null where its index declared none.</summary>
    public static Error? RefusalFor(DbUpdateException exception, IModel model)
    {
        if (!DatabaseFaults.IsDuplicate(exception) || exception.InnerException?.Message is not { } message)
            return null;
        return model.GetEntityTypes().SelectMany(t => t.GetIndexes())
            .Where(i => i.IsUnique && Names(i).Any(name => message.EndsWith(name, StringComparison.Ordinal)))
            .Select(i => Refusals.GetValueOrDefault(i.GetDatabaseName()!))
            .FirstOrDefault();
    }

    /// <summary>How MariaDB (by the index) and SQLite (by the column) end the message about a duplicate.</summary>
    private static string[] Names(IIndex index) =>
        [$"for key '{index.GetDatabaseName()}'", $"UNIQUE constraint failed: {index.DeclaringEntityType.GetTableName()}.{index.Properties[0].GetColumnName()}'."];
}
