using System.Linq.Expressions;
using System.Text;
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
    Phone,
}

/// <summary>That one field of a member begins with what was searched.</summary>
internal sealed record UserMatch(UserField Field, Expression<Func<User, bool>> Match);

/// <summary>
/// What the list of members and the count of them look for: the beginning of any of the fields. Together (<see cref="Any"/>) it is a question for each
/// member; field by field (<see cref="Each"/>) it is one that an index answers.
/// </summary>
internal sealed record UserSearch(IReadOnlyList<UserMatch> Each)
{
    /// <summary>Comes after every character that a username, an email address or a phone number may have.</summary>
    private const string AfterAll = "\u007f";

    public Expression<Func<User, bool>> Any => Each.Select(each => each.Match).Aggregate((one, other) =>
        Expression.Lambda<Func<User, bool>>(Expression.OrElse(one.Body, Expression.Invoke(other, one.Parameters)), one.Parameters));

    /// <summary>Null where nothing is searched.</summary>
    public static UserSearch? Of(string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
            return null;
        var text = FreeText.Clean(search);
        var prefix = Paging.LikePrefix(text);
        List<UserMatch> each =
        [
            new(UserField.Name, u => EF.Functions.Like(u.Name, prefix, Paging.LikeEscape)),
            new(UserField.Nickname, u => EF.Functions.Like(EF.Property<string>(u, UserColumns.NicknameApart), prefix, Paging.LikeEscape)),
        ];
        if (Ascii.IsValid(text))
            each.AddRange(InAscii(AsciiText.Lower(text)));
        if (MobileNumbers.Beginning(text) is { } phone)
        {
            var after = new PhoneNumber(phone.Value + AfterAll);
            each.Add(new(UserField.Phone, u => u.Phone! >= phone && u.Phone! < after));
        }

        return new UserSearch(each);
    }

    /// <summary>Whether at most <paramref name="few"/> match in each field, <paramref name="but"/> one.</summary>
    public async Task<bool> AreFewAsync(IQueryable<User> users, int few, UserField? but, CancellationToken cancellationToken) =>
        !await Each.Where(each => each.Field != but).Select(each => users.Where(each.Match).Select(u => u.Id).Skip(few).Take(1))
            .Aggregate(Queryable.Concat).AnyAsync(cancellationToken);

    // A range and not a pattern for the values that have a type: EF would cast the column to text first, and no index serves a cast.
    private static IEnumerable<UserMatch> InAscii(string lower)
    {
        var (fromUsername, toUsername) = (Username.FromStored(lower), Username.FromStored(lower + AfterAll));
        yield return new(UserField.Username, u => u.Username >= fromUsername && u.Username < toUsername);
        var (fromEmail, toEmail) = (EmailAddress.FromStored(lower), EmailAddress.FromStored(lower + AfterAll));
        // Up to the @ an address that is made of the username is found by the username.
        yield return lower.Contains('@', StringComparison.Ordinal)
            ? new(UserField.Email, u => u.Email! >= fromEmail && u.Email! < toEmail)
            : new(UserField.Email, u => EF.Property<EmailAddress>(u, UserColumns.EmailApart) >= fromEmail && EF.Property<EmailAddress>(u, UserColumns.EmailApart) < toEmail);
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

    /// <summary>
    /// The same members in parts: everybody, or those of each role and status that is wanted. An index has the members of each part side by side in any order of the
    /// list, so that the first of all of them are among the first of each, and nobody else is met on the way.
    /// </summary>
    public static IReadOnlyList<IQueryable<User>> Parts(this IQueryable<User> users, string? role, string? status) =>
        IsAnybody(role, status) ? [users] : [.. Pairs.Where(pair => IsWanted(pair, role, status)).Select(pair => users.Of(pair))];

    /// <summary>The parts that <see cref="Parts"/> leaves out.</summary>
    public static IEnumerable<IQueryable<User>> OtherParts(this IQueryable<User> users, string? role, string? status) =>
        Pairs.Where(pair => !IsWanted(pair, role, status)).Select(pair => users.Of(pair));

    public static void Search<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(EmailAddress.MaxLength).WithErrorCode("search_long").WithMessage("The search is too long.");

    private static (Role Role, UserStatus Status)[] Pairs { get; } =
        [.. from role in Enum.GetValues<Role>() from status in Enum.GetValues<UserStatus>() select (role, status)];

    private static bool IsAnybody(string? role, string? status) => UserRules.ParseEnum<Role>(role) is null && UserRules.ParseEnum<UserStatus>(status) is null;

    private static bool IsWanted((Role Role, UserStatus Status) pair, string? role, string? status) =>
        (UserRules.ParseEnum<Role>(role) ?? pair.Role) == pair.Role && (UserRules.ParseEnum<UserStatus>(status) ?? pair.Status) == pair.Status;

    private static IQueryable<User> Of(this IQueryable<User> users, (Role Role, UserStatus Status) pair)
    {
        var (role, status) = pair;
        return users.Where(u => u.Role == role && u.Status == status);
    }
}
