using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>Members, one page by key. A command, since the reading itself is written into the audit trail. Refused with <c>validation_failed</c>.</summary>
/// <param name="Limit">1 to 100; 20 where nothing is said.</param>
/// <param name="Cursor">The <c>nextCursor</c> or <c>previousCursor</c> of a page with the same <c>sort</c>.</param>
/// <param name="Search">The beginning of a username, an email address, a name or a nickname.</param>
/// <param name="Role"><c>member</c> or <c>admin</c></param>
/// <param name="Status"><c>active</c> or <c>suspended</c></param>
/// <param name="Sort"><c>-createdAt</c> (the default: newest first), <c>createdAt</c>, <c>username</c>, <c>-username</c>, <c>name</c> or <c>-name</c></param>
[AllowedTo(Caller.Administrator)]
public sealed record ListUsers(string? Limit, string? Cursor, string? Search, string? Role, string? Status, string? Sort) : ICommand<Page<UserListItem>>;

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
        RuleFor(r => r.Search).Search();
        RuleFor(r => r.Role).OneOf<ListUsers, Role>();
        RuleFor(r => r.Status).OneOf<ListUsers, UserStatus>();
        RuleFor(r => r.Sort).Must(s => s is null || UserOrder.All.ContainsKey(s))
            .WithErrorCode("value_unknown").WithMessage($"Must be one of: {string.Join(", ", UserOrder.All.Keys)}.");
    }
}

internal sealed class ListUsersHandler(IUsersDb db, IUnitOfWork unitOfWork, ICursors cursors) : IHandler<ListUsers, Page<UserListItem>>
{
    /// <summary>A search first looks at so many members for each one that the page shows.</summary>
    private const int LookedAt = 50;

    public async Task<Result<Page<UserListItem>>> Handle(ListUsers request, CancellationToken cancellationToken)
    {
        var sort = request.Sort ?? UserOrder.Default;
        if (PagePlace.Find(cursors, $"users {sort}", request.Limit, request.Cursor) is not { } place)
            return PagingErrors.CursorInvalid;
        var order = place.IsBack ? UserOrder.All[sort].Opposite : UserOrder.All[sort];
        var users = order.After(place.Keys, db.Users.AsNoTracking()).Narrow(request.Role, request.Status);

        var found = UserSearch.Of(request.Search) is { } search
            ? await SearchAsync(search, users, order, place, cancellationToken)
            : await ReadAsync(users, order, place, cancellationToken);
        unitOfWork.Tell(new UsersListed());
        return place.Show(cursors, found, UserListItem.From, order.KeysOf);
    }

    /// <summary>
    /// Where many match, a page of them is near; where few match, the indexes of the fields have them all. Which of the two it is nobody knows beforehand,
    /// and a database that guesses wrong reads the whole table. So each step is a question whose cost does not depend on it.
    /// </summary>
    private async Task<List<User>> SearchAsync(UserSearch search, IQueryable<User> users, UserOrder order, PagePlace place, CancellationToken cancellationToken)
    {
        var all = db.Users.AsNoTracking();
        var horizon = await order.Sort(order.After(place.Keys, all)).Select(u => u.Id).Skip(place.Limit * LookedAt).Take(1)
            .Join(all, id => id, u => u.Id, (_, u) => u).SingleOrDefaultAsync(cancellationToken);
        var near = horizon is null ? users : order.Opposite.After(order.KeysOf(horizon), users);
        var found = await ReadAsync(near.Where(search.Any), order, place, cancellationToken);
        if (horizon is null || found.Count == place.Wanted)
            return found;

        var ids = await search.Each.Select(each => Sort(each).Take(place.Wanted).Select(u => u.Id))
            .Aggregate(Queryable.Union).ToListAsync(cancellationToken);
        return await ReadAsync(all.Where(u => ids.Contains(u.Id)), order, place, cancellationToken);

        // The field that the list is sorted by has its matches side by side, and in order.
        IQueryable<User> Sort(UserMatch each) =>
            each.Field == order.Field ? order.Sort(users.Where(each.Match)) : order.SortFound(users.Where(each.Match), each.Match);
    }

    private static Task<List<User>> ReadAsync(IQueryable<User> users, UserOrder order, PagePlace place, CancellationToken cancellationToken) =>
        order.Sort(users).WithConsents().Take(place.Wanted).ToListAsync(cancellationToken);
}
