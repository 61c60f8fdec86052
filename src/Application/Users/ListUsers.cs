using System.Globalization;
using System.Linq.Expressions;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>Members, one page by key. Refused with <c>validation_failed</c>.</summary>
/// <param name="Limit">1 to 100; 20 where nothing is said.</param>
/// <param name="Cursor">The <c>nextCursor</c> of the page before, with the same <c>sort</c>.</param>
/// <param name="Search">The beginning of a username, an email address, a name or a nickname.</param>
/// <param name="Role"><c>member</c> or <c>admin</c></param>
/// <param name="Status"><c>active</c> or <c>suspended</c></param>
/// <param name="Sort"><c>-createdAt</c> (the default: newest first), <c>createdAt</c>, <c>username</c>, <c>-username</c>, <c>name</c> or <c>-name</c></param>
[AllowedTo(Caller.Administrator)]
public sealed record ListUsers(string? Limit, string? Cursor, string? Search, string? Role, string? Status, string? Sort) : IQuery<Page<UserListItem>>;

/// <summary>A member as the list shows them: the phone number masked, birth date and gender left out.</summary>
public sealed record UserListItem(
    UserId Id,
    string Username,
    string? Email,
    bool EmailVerified,
    string Name,
    string Nickname,
    string? Introduction,
    string? Phone,
    DateTimeOffset? ConsentedAt,
    Role Role,
    UserStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastLoginAt)
{
    internal static UserListItem From(User user) => new(
        user.Id,
        user.Username.Value,
        user.Email?.Value,
        user.EmailVerified,
        user.Name,
        user.Nickname,
        user.Introduction,
        MobileNumbers.Mask(user.Phone),
        user.ConsentedAt,
        user.Role,
        user.Status,
        user.CreatedAt,
        user.UpdatedAt,
        user.LastLoginAt);
}

internal sealed class ListUsersValidator : AbstractValidator<ListUsers>
{
    public ListUsersValidator()
    {
        RuleFor(r => r.Limit).Limit();
        RuleFor(r => r.Search).MaximumLength(EmailAddress.MaxLength).WithErrorCode("search_long").WithMessage("The search is too long.");
        RuleFor(r => r.Role).OneOf<ListUsers, Role>();
        RuleFor(r => r.Status).OneOf<ListUsers, UserStatus>();
        RuleFor(r => r.Sort).Must(s => s is null || UserOrder.All.ContainsKey(s))
            .WithErrorCode("value_unknown").WithMessage($"Must be one of: {string.Join(", ", UserOrder.All.Keys)}.");
    }
}

internal sealed class ListUsersHandler(IUsersDb db, ICursors cursors) : IHandler<ListUsers, Page<UserListItem>>
{
    public async Task<Result<Page<UserListItem>>> Handle(ListUsers request, CancellationToken cancellationToken)
    {
        var limit = Paging.ParseLimit(request.Limit);
        var sort = request.Sort ?? UserOrder.Default;
        var order = UserOrder.All[sort];
        var purpose = $"users {sort}";

        var users = Filter(db.Users.AsNoTracking(), request);
        if (request.Cursor is not null)
        {
            if (cursors.Read(purpose, request.Cursor) is not [var key, var id])
                return PageErrors.CursorInvalid;
            users = users.Where(order.After(key, new UserId(Guid.ParseExact(id, "N"))));
        }

        var found = await order.Sort(users).WithConsents().Take(limit + 1).ToListAsync(cancellationToken);
        var last = found.Count > limit ? found[limit - 1] : null;
        return new Page<UserListItem>(
            [.. found.Take(limit).Select(UserListItem.From)],
            last is null ? null : cursors.Make(purpose, order.Key(last), last.Id.Value.ToString("N")));
    }

    private static IQueryable<User> Filter(IQueryable<User> users, ListUsers request)
    {
        if (UserRules.ParseEnum<Role>(request.Role) is { } role)
            users = users.Where(u => u.Role == role);
        if (UserRules.ParseEnum<UserStatus>(request.Status) is { } status)
            users = users.Where(u => u.Status == status);
        if (string.IsNullOrWhiteSpace(request.Search))
            return users;

        var text = FreeText.Clean(request.Search);
        var prefix = Paging.LikePrefix(text);
        var lowerPrefix = Paging.LikePrefix(AsciiText.Lower(text));
        return users.Where(u => EF.Functions.Like((string)(object)u.Username, lowerPrefix, Paging.LikeEscape)
            || EF.Functions.Like((string)(object)u.Email!, lowerPrefix, Paging.LikeEscape)
            || EF.Functions.Like(u.Name, prefix, Paging.LikeEscape)
            || EF.Functions.Like(u.Nickname, prefix, Paging.LikeEscape));
    }
}

#pragma warning disable CA1309 // Not compared here: the comparison becomes SQL, under the collation of the column.
/// <summary>An order of the list: how to sort, the key of a row, and which rows come after a key. Ties are broken by id, so no row is lost or shown twice.</summary>
internal sealed record UserOrder(
    Func<IQueryable<User>, IOrderedQueryable<User>> Sort,
    Func<User, string> Key,
    Func<string, UserId, Expression<Func<User, bool>>> After)
{
    public const string Default = "-createdAt";

    public static readonly IReadOnlyDictionary<string, UserOrder> All = new Dictionary<string, UserOrder>
    {
        ["-createdAt"] = new(q => q.OrderByDescending(u => u.CreatedAt).ThenByDescending(u => u.Id), u => Instant(u.CreatedAt), (key, id) =>
        {
            var at = Instant(key);
            return u => u.CreatedAt < at || (u.CreatedAt == at && u.Id < id);
        }),
        ["createdAt"] = new(q => q.OrderBy(u => u.CreatedAt).ThenBy(u => u.Id), u => Instant(u.CreatedAt), (key, id) =>
        {
            var at = Instant(key);
            return u => u.CreatedAt > at || (u.CreatedAt == at && u.Id > id);
        }),
        ["username"] = new(q => q.OrderBy(u => u.Username), u => u.Username.Value, (key, _) => u => string.Compare((string)(object)u.Username, key) > 0),
        ["-username"] = new(q => q.OrderByDescending(u => u.Username), u => u.Username.Value, (key, _) => u => string.Compare((string)(object)u.Username, key) < 0),
        ["name"] = new(q => q.OrderBy(u => u.Name).ThenBy(u => u.Id), u => u.Name, (key, id) =>
            u => string.Compare(u.Name, key) > 0 || (u.Name == key && u.Id > id)),
        ["-name"] = new(q => q.OrderByDescending(u => u.Name).ThenByDescending(u => u.Id), u => u.Name, (key, id) =>
            u => string.Compare(u.Name, key) < 0 || (u.Name == key && u.Id < id)),
    };

    private static string Instant(DateTimeOffset at) => at.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string key) => new(long.Parse(key, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
