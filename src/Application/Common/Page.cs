using System.Globalization;
using Auth.Domain.Common;
using FluentValidation;

namespace Auth.Application.Common;

/// <summary>One page of a list that is read forward by key; <c>nextCursor</c> is null on the last one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Makes and reads cursors. They are encrypted, since they hold the last row's key, and bound to the list and order they were made for.</summary>
public interface ICursors
{
    string Make(string purpose, params string[] keys);

    /// <summary>The keys of a cursor made for the same purpose, or null when it is foreign, altered or of another order.</summary>
    string[]? Read(string purpose, string cursor);
}

public static class PageErrors
{
    public static readonly Error CursorInvalid = CommonErrors.ValidationFailed("cursor", "cursor_invalid", "This cursor does not belong to this list.");
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
