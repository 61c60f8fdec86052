using System.Globalization;
using Auth.Domain.Common;
using FluentValidation;

namespace Auth.Application.Common;

/// <summary>One page of a list that is read by key; <c>nextCursor</c> is null on the last one, <c>previousCursor</c> on the first.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor, string? PreviousCursor);

/// <summary>Makes and reads cursors. They are encrypted, since they hold the last row's key, and bound to the list and order they were made for.</summary>
public interface ICursors
{
    string Make(string purpose, params string[] keys);

    /// <summary>The keys of a cursor made for the same purpose, or null when it is foreign, altered or of another order.</summary>
    string[]? Read(string purpose, string cursor);
}

public static class PagingErrors
{
    public static readonly Error CursorInvalid = CommonErrors.ValidationFailed("cursor", "cursor_invalid", "This cursor does not belong to this list.");
}

/// <summary>
/// Where in a list a page begins, and which way it is read from there: a page before is read backwards, in the opposite order. A cursor is bound to
/// <paramref name="List"/>, which names the list and its order, and to its direction. <paramref name="Keys"/> are those of the row that the page comes
/// after, or before; there are none at the list's beginning, or end.
/// </summary>
internal sealed record PagePlace(string List, int Limit, bool IsBack, bool IsFirst, string[] Keys)
{
    /// <summary>One row more than the page shows tells whether another page follows.</summary>
    public int Wanted => Limit + 1;

    /// <summary>The place a cursor stands for, or null when it is not one of this list.</summary>
    public static PagePlace? Find(ICursors cursors, string list, string? limit, string? cursor)
    {
        var place = new PagePlace(list, Paging.ParseLimit(limit), IsBack: false, IsFirst: cursor is null, []);
        if (cursor is null)
            return place;
        if (cursors.Read(Next(list), cursor) is { } after)
            return place with { Keys = after };
        return cursors.Read(Previous(list), cursor) is { } before ? place with { IsBack = true, Keys = before } : null;
    }

    /// <summary>
    /// The page of the <see cref="Wanted"/> rows, in the order they were read; or of fewer where only the rows as far as <paramref name="lookedUntil"/> were
    /// looked at, and the page after this one goes on from there.
    /// </summary>
    public Page<TItem> Show<TRow, TItem>(ICursors cursors, List<TRow> read, Func<TRow, TItem> item, Func<TRow, string[]> keys, TRow? lookedUntil = null)
        where TRow : class
    {
        var rows = read.Take(Limit).ToList();
        var isMore = read.Count > Limit || lookedUntil is not null;
        // A page from which all rows have gone meanwhile still has neighbours: the beginning of the list, or its end.
        var end = lookedUntil is not null ? keys(lookedUntil) : [];
        var first = rows.Count == 0 ? end : keys(rows[0]);
        var last = rows.Count == 0 || (lookedUntil is not null && read.Count <= Limit) ? end : keys(rows[^1]);
        if (!IsBack)
            return new Page<TItem>([.. rows.Select(item)], isMore ? cursors.Make(Next(List), last) : null, IsFirst ? null : cursors.Make(Previous(List), first));

        rows.Reverse();
        return new Page<TItem>([.. rows.Select(item)], cursors.Make(Next(List), first), isMore ? cursors.Make(Previous(List), last) : null);
    }

    private static string Next(string list) => $"{list} next";

    private static string Previous(string list) => $"{list} previous";
}

internal static class Paging
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;
    public const string LikeEscape = "\\";

    public static void Limit<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(l => l is null || ReadLimit(l) is >= 1 and <= MaxLimit)
            .WithErrorCode("limit_out_of_range").WithMessage($"Must be 1 to {MaxLimit}.");

    public static int ParseLimit(string? limit) => ReadLimit(limit) ?? DefaultLimit;

    /// <summary>A pattern for what begins with <paramref name="text"/>, in which no character of it is a wildcard.</summary>
    public static string LikePrefix(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";

    private static int? ReadLimit(string? text) =>
        text is { Length: <= 3 } && text.All(char.IsAsciiDigit) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
}
