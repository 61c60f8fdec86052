using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>How many members the same filters find as those of <see cref="ListUsers"/>. Refused with <c>validation_failed</c>.</summary>
[AllowedTo(Caller.Administrator)]
public sealed record CountUsers(string? Search, string? Role, string? Status) : IQuery<CountedUsers>
{
    /// <summary>Beyond it nobody counts, so the count stays quick however many there are.</summary>
    public const int Most = 10_000;
}

/// <summary><see cref="Count"/> members, and more than that where <see cref="AndMore"/>.</summary>
public sealed record CountedUsers(int Count, bool AndMore);

internal sealed class CountUsersValidator : AbstractValidator<CountUsers>
{
    public CountUsersValidator()
    {
        RuleFor(r => r.Search).Search();
        RuleFor(r => r.Role).OneOf<CountUsers, Role>();
        RuleFor(r => r.Status).OneOf<CountUsers, UserStatus>();
    }
}

internal sealed class CountUsersHandler(IUsersDb db) : IHandler<CountUsers, CountedUsers>
{
    private const int Enough = CountUsers.Most + 1;

    public async Task<Result<CountedUsers>> Handle(CountUsers request, CancellationToken cancellationToken)
    {
        var users = db.Users.Narrow(request.Role, request.Status);
        if (UserSearch.Of(request.Search) is not { } search)
            return Answer(await CountAsync(users.Select(u => u.Id).Take(Enough)));

        // Often one field alone has more than is counted; telling the members apart that are found by several would be the dearest part.
        var found = search.Each.Select(each => users.Where(each.Match).Select(u => u.Id).Take(Enough)).ToList();
        foreach (var byField in found)
        {
            if (await CountAsync(byField) == Enough)
                return Answer(Enough);
        }

        return Answer(await CountAsync(found.Aggregate(Queryable.Union).Take(Enough)));

        Task<int> CountAsync(IQueryable<UserId> ids) => ids.CountAsync(cancellationToken);
    }

    private static CountedUsers Answer(int count) => new(Math.Min(count, CountUsers.Most), count == Enough);
}
