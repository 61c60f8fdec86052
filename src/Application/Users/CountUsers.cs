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

/// <summary>How a count is meant: to the one; as the database supposes it, of two figures; or as what there are more than.</summary>
public enum Precision
{
    Exact,
    About,
    MoreThan,
}

public sealed record CountedUsers(long Count, Precision Precision);

internal sealed class CountUsersValidator : AbstractValidator<CountUsers>
{
    public CountUsersValidator()
    {
        RuleFor(r => r.Search).Search();
        RuleFor(r => r.Role).OneOf<CountUsers, Role>();
        RuleFor(r => r.Status).OneOf<CountUsers, UserStatus>();
    }
}

internal sealed class CountUsersHandler(IUsersDb db, IUserEstimates estimates) : IHandler<CountUsers, CountedUsers>
{
    private const int Enough = CountUsers.Most + 1;

    public async Task<Result<CountedUsers>> Handle(CountUsers request, CancellationToken cancellationToken)
    {
        var parts = db.Users.Parts(request.Role, request.Status);
        var members = await CountAsync(parts, cancellationToken);
        if (UserSearch.Of(request.Search) is not { } search)
            return members < Enough ? Exact(members) : await EstimateAsync(request, null, cancellationToken);

        if (members < Enough)
            return Exact(await CountAsync([.. parts.Select(part => part.Where(search.Any))], cancellationToken));
        if (await search.AreFewAsync(db.Users, CountUsers.Most, null, cancellationToken))
        {
            var found = search.Each.Select(each => db.Users.Narrow(request.Role, request.Status).Where(each.Match).Select(u => u.Id)).Aggregate(Queryable.Union);
            var count = await found.Take(Enough).CountAsync(cancellationToken);
            if (count < Enough)
                return Exact(count);
        }

        return await EstimateAsync(request, search, cancellationToken);
    }

    private static CountedUsers Exact(int count) => new(count, Precision.Exact);

    private static Task<int> CountAsync(IReadOnlyList<IQueryable<User>> parts, CancellationToken cancellationToken) =>
        parts.Select(part => part.Select(u => u.Id).Take(Enough)).Aggregate(Queryable.Concat).Take(Enough).CountAsync(cancellationToken);

    private async Task<CountedUsers> EstimateAsync(CountUsers request, UserSearch? search, CancellationToken cancellationToken)
    {
        if (await estimates.RowsAsync(db.Users, cancellationToken) is not { } all)
            return new CountedUsers(CountUsers.Most, Precision.MoreThan);
        // The smaller part is supposed the better: of a range that is most of its index a database knows little.
        var others = await SumAsync(db.Users.OtherParts(request.Role, request.Status));
        var members = others < all / 2 ? all - others : await SumAsync(db.Users.Parts(request.Role, request.Status));
        if (search is null)
            return About(Math.Max(members, CountUsers.Most));
        var found = await SumAsync(search.Each.Select(each => db.Users.Where(each.Match)));
        return About((long)(Math.Min(found, all) * (members / Math.Max(1.0, all))));

        async Task<long> SumAsync(IEnumerable<IQueryable<User>> queries)
        {
            var sum = 0L;
            foreach (var query in queries)
                sum += await estimates.RowsAsync(query, cancellationToken) ?? 0;
            return sum;
        }
    }

    /// <summary>To two figures: more of them would look counted.</summary>
    private static CountedUsers About(long count)
    {
        var unit = 1L;
        while (count / unit >= 100)
            unit *= 10;
        return new CountedUsers((count + (unit / 2)) / unit * unit, Precision.About);
    }
}
