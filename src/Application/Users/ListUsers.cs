using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>Members, one page by key. A command, since the reading itself is written into the audit trail. Refused with <c>validation_failed</c>.</summary>
/// <param name="Limit">1 to 100; 20 where nothing is said.</param>
/// <param name="Cursor">The <c>nextCursor</c> or <c>previousCursor</c> of a page with the same <c>sort</c>.</param>
/// <param name="Search">
/// The beginning of a username, an email address, a name, a nickname or a phone number (four digits at least: <c>0101…</c>, <c>+82 10 1…</c>). A page of a search
/// may show fewer than <c>limit</c>, even nobody, where those who match are far between: the list goes on as long as there is a <c>nextCursor</c>.
/// </param>
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

internal sealed class ListUsersHandler(IUsersDb db, IUnitOfWork unitOfWork, ICursors cursors, UserPageBounds bounds) : IHandler<ListUsers, Page<UserListItem>>
{
    public async Task<Result<Page<UserListItem>>> Handle(ListUsers request, CancellationToken cancellationToken)
    {
        var sort = request.Sort ?? UserOrder.Default;
        if (PagePlace.Find(cursors, $"users {sort}", request.Limit, request.Cursor) is not { } place)
            return PagingErrors.CursorInvalid;
        var order = place.IsBack ? UserOrder.All[sort].Opposite : UserOrder.All[sort];

        var pages = new UserPages(db.Users.AsNoTracking(), order, place, bounds, request.Role, request.Status);
        var (users, lookedUntil) = await pages.FindAsync(UserSearch.Of(request.Search), cancellationToken);
        unitOfWork.Tell(new UsersListed());
        return place.Show(cursors, users, UserListItem.From, order.KeysOf, lookedUntil);
    }
}
