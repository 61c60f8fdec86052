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
            .Where(i => i.IsUnique && Names(i).Contains(Violated(message)))
            .Select(i => Refusals.GetValueOrDefault(i.GetDatabaseName()!))
            .FirstOrDefault();
    }

    /// <summary>The last quoted word of MariaDB's message, in whatever language the server speaks, or the last word of SQLite's.</summary>
    private static string Violated(string message)
    {
        var end = message.LastIndexOf('\'');
        return end < 0 ? "" : message[..end].Split(['\'', ' '])[^1];
    }

    /// <summary>What the two databases call an index: MariaDB by its name, SQLite by its column.</summary>
    private static string[] Names(IIndex index) =>
        [index.GetDatabaseName()!, $"{index.DeclaringEntityType.GetTableName()}.{index.Properties[0].GetColumnName()}"];
}
