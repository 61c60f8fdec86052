using Auth.Application.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>How much a search may cost.</summary>
/// <param name="Few">So many matches of a field are sorted at once.</param>
/// <param name="FewEnough">So many are sorted where they are too far between to be met: it takes an entry of an index each.</param>
/// <param name="LookedAt">A search for more looks at so many members for each one that the page shows.</param>
/// <param name="LookedAtMost">And at so many where neither did: it takes a row of the table each.</param>
internal sealed record UserPageBounds(int Few = 1000, int FewEnough = 25_000, int LookedAt = 50, int LookedAtMost = 10_000);

/// <summary>
/// Reads the members of one page of the list. What that costs is bounded, however many there are: each step is a question whose cost does not depend on what nobody
/// knows beforehand, such as how many match a search and where they stand. A database that had to guess would read the whole table where it guesses wrong.
/// </summary>
internal sealed class UserPages(IQueryable<User> all, UserOrder order, PagePlace place, UserPageBounds bounds, string? role, string? status)
{
    private readonly IReadOnlyList<IQueryable<User>> users = order.After(place.Keys, all).Parts(role, status);

    /// <summary>Fewer than are wanted, and the last one who was looked at, where those who match are many but too far between.</summary>
    public async Task<(List<User> Users, User? LookedUntil)> FindAsync(UserSearch? search, CancellationToken cancellationToken)
    {
        if (search is null)
            return (await ReadAsync(users, cancellationToken), null);

        // Where few match, the indexes of the fields have them all; where many match, a page of them is near.
        if (await search.AreFewAsync(all, bounds.Few, order.Field, cancellationToken))
            return (await SortFoundAsync(search, cancellationToken), null);
        var (found, horizon) = await LookAsync(search, place.Limit * bounds.LookedAt, cancellationToken);
        if (horizon is null || found.Count == place.Wanted)
            return (found, null);
        if (await search.AreFewAsync(all, bounds.FewEnough, order.Field, cancellationToken))
            return (await SortFoundAsync(search, cancellationToken), null);

        (found, horizon) = await LookAsync(search, bounds.LookedAtMost, cancellationToken);
        if (horizon is null || found.Count == place.Wanted)
            return (found, null);
        found.AddRange(await ReadAsync([all.Where(u => u.Id == horizon.Id).Where(search.Any)], cancellationToken));
        return (found, horizon);
    }

    /// <summary>Who matches of those before the horizon: the one that so many come before. There is none where that is everybody.</summary>
    private async Task<(List<User> Found, User? Horizon)> LookAsync(UserSearch search, int members, CancellationToken cancellationToken)
    {
        var ends = users.Select(part => order.Sort(part).Select(u => u.Id).Skip(members).Take(1)).Aggregate(Queryable.Concat);
        var horizon = await order.Sort(ends.Join(all, id => id, u => u.Id, (_, u) => u)).FirstOrDefaultAsync(cancellationToken);
        var near = horizon is null ? users : users.Select(part => order.Opposite.After(order.KeysOf(horizon), part));
        return (await ReadAsync([.. near.Select(part => part.Where(search.Any))], cancellationToken), horizon);
    }

    /// <summary>The first of those who match in each field.</summary>
    private async Task<List<User>> SortFoundAsync(UserSearch search, CancellationToken cancellationToken)
    {
        var narrowed = order.After(place.Keys, all).Narrow(role, status);
        return await ReadFirstAsync(
            search.Each.SelectMany(each => each.Field == order.Field
                // The field that the list is sorted by has its matches side by side, and in order.
                ? users.Select(part => order.Sort(part.Where(each.Match)))
                : [order.SortFound(narrowed.Where(each.Match), each.Match)]),
            cancellationToken);
    }

    private Task<List<User>> ReadAsync(IReadOnlyList<IQueryable<User>> parts, CancellationToken cancellationToken) =>
        parts is [var only] ? order.Sort(only).WithConsents().Take(place.Wanted).ToListAsync(cancellationToken) : ReadFirstAsync(parts.Select(order.Sort), cancellationToken);

    /// <summary>The first of the first of each. In two statements: as one, the planner would have to guess how few the first are.</summary>
    private async Task<List<User>> ReadFirstAsync(IEnumerable<IQueryable<User>> sorted, CancellationToken cancellationToken)
    {
        var ids = await sorted.Select(each => each.Take(place.Wanted).Select(u => u.Id)).Aggregate(Queryable.Union).ToListAsync(cancellationToken);
        return await order.Sort(all.Where(u => ids.Contains(u.Id))).WithConsents().Take(place.Wanted).ToListAsync(cancellationToken);
    }
}
