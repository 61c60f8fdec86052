using System.Linq.Expressions;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>The fields that a search looks into. Each has an index that begins with it.</summary>
internal enum UserField
{
    Username,
    Email,
    Name,
    Nickname,
}

/// <summary>That one field of a member begins with what was searched.</summary>
internal sealed record UserMatch(UserField Field, Expression<Func<User, bool>> Match);

/// <summary>
/// What the list of members and the count of them look for: the beginning of any of the fields. Together (<see cref="Any"/>) it is a question for each
/// member; field by field (<see cref="Each"/>) it is one that an index answers.
/// </summary>
internal sealed record UserSearch(IReadOnlyList<UserMatch> Each)
{
    /// <summary>Comes after every character that a username or an email address may have.</summary>
    private const string AfterAll = "\u007f";

    public Expression<Func<User, bool>> Any => Each.Select(each => each.Match).Aggregate((one, other) =>
        Expression.Lambda<Func<User, bool>>(Expression.OrElse(one.Body, Expression.Invoke(other, one.Parameters)), one.Parameters));

    /// <summary>Null where nothing is searched.</summary>
    public static UserSearch? Of(string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
            return null;
        var text = FreeText.Clean(search);
        var lower = AsciiText.Lower(text);
        var prefix = Paging.LikePrefix(text);
        // A range and not a pattern for the values that have a type: EF would cast the column to text first, and no index serves a cast.
        var (fromUsername, toUsername) = (Username.FromStored(lower), Username.FromStored(lower + AfterAll));
        var (fromEmail, toEmail) = (EmailAddress.FromStored(lower), EmailAddress.FromStored(lower + AfterAll));
        return new UserSearch(
        [
            new(UserField.Username, u => u.Username >= fromUsername && u.Username < toUsername),
            new(UserField.Email, u => u.Email! >= fromEmail && u.Email! < toEmail),
            new(UserField.Name, u => EF.Functions.Like(u.Name, prefix, Paging.LikeEscape)),
            new(UserField.Nickname, u => EF.Functions.Like(u.Nickname, prefix, Paging.LikeEscape)),
        ]);
    }
}

internal static class UserFilters
{
    public static IQueryable<User> Narrow(this IQueryable<User> users, string? role, string? status)
    {
        if (UserRules.ParseEnum<Role>(role) is { } wantedRole)
            users = users.Where(u => u.Role == wantedRole);
        if (UserRules.ParseEnum<UserStatus>(status) is { } wantedStatus)
            users = users.Where(u => u.Status == wantedStatus);
        return users;
    }

    public static void Search<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(EmailAddress.MaxLength).WithErrorCode("search_long").WithMessage("The search is too long.");
}
