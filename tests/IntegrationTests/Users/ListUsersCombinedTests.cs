using Auth.Application.Users;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Users;

/// <summary>Every sort with every filter and search, beside what a look at everybody gives.</summary>
public sealed class ListUsersCombinedTests(AuthApp app) : AuthTest(app)
{
    private static readonly string[] Usernames = ["kim", "ko", "kimchi", "an", "anna", "zoe", "010", "ki.m"];
    private static readonly string[] Names = ["김민서", "김", "김민", "가나다", "하하", "kim", "anna"];
    private static readonly string?[] Searches = [null, "김", "김민", "k", "kim", "anna", "ko9", "ko9@ex", "0101", "010-1234 5", "+82 10-2", "nobody"];

    [Theory]
    [InlineData("-createdAt")]
    [InlineData("createdAt")]
    [InlineData("username")]
    [InlineData("-username")]
    [InlineData("name")]
    [InlineData("-name")]
    public async Task All_pages_forward_and_back_are_what_filtering_and_sorting_everybody_gives(string sort)
    {
        var administrator = await App.NewAdministratorAsync();
        await AddAsync(45);
        var everybody = await App.QueryAsync(db => db.Users.AsNoTracking().ToListAsync());
        var walks = 0;

        foreach (var search in Searches)
        {
            foreach (var role in new Role?[] { null, Role.Member, Role.Admin })
            {
                foreach (var status in new UserStatus?[] { null, UserStatus.Active, UserStatus.Suspended })
                {
                    var limit = new[] { 2, 7, 100 }[walks++ % 3];
                    var expected = Sorted(sort, everybody.Where(u => (role ?? u.Role) == u.Role && (status ?? u.Status) == u.Status && Matches(u, search)))
                        .Select(u => u.Username.Value).Chunk(limit).DefaultIfEmpty([]).ToList();
                    var query = $"sort={sort}&limit={limit}{Filter("search", search)}{Filter("role", role)}{Filter("status", status)}";

                    (await WalkAsync(administrator, query, expected.Count)).ShouldBe(expected, query);
                }
            }
        }
    }

    /// <summary>With bounds so small that a few members are far between and many, every step of a search is taken; a page may then end early, and the next goes on.</summary>
    [Theory]
    [InlineData("-createdAt", 1, 2)]
    [InlineData("createdAt", 3, 10_000)]
    [InlineData("username", 1, 2)]
    [InlineData("-username", 3, 10_000)]
    [InlineData("name", 1, 2)]
    [InlineData("-name", 3, 5)]
    public async Task However_little_a_search_may_look_at_its_pages_lead_to_everybody_it_finds(string sort, int few, int fewEnough)
    {
        await using var host = new AuthHost(App.Settings, App.Clock, replace: services => services.AddSingleton(new UserPageBounds(few, fewEnough, LookedAt: 1, LookedAtMost: 6)));
        using var client = await host.StartAsync();
        client.DefaultRequestHeaders.Authorization = (await App.NewAdministratorAsync()).Client.DefaultRequestHeaders.Authorization;
        await AddAsync(45);
        var everybody = await App.QueryAsync(db => db.Users.AsNoTracking().ToListAsync());

        foreach (var search in Searches)
        {
            foreach (var (role, status) in new (Role?, UserStatus?)[] { (null, null), (Role.Admin, null), (null, UserStatus.Suspended), (Role.Member, UserStatus.Active) })
            {
                var query = $"sort={sort}&limit=4{Filter("search", search)}{Filter("role", role)}{Filter("status", status)}";
                List<string> found = [];
                var pages = 0;
                for (string? cursor = ""; cursor is not null; pages++)
                {
                    pages.ShouldBeLessThan(everybody.Count, query);
                    var page = await (await client.CallAsync($"GET /api/v1/users?{query}{cursor}")).ShouldBeAsync(200);
                    found.AddRange(page.GetProperty("items").EnumerateArray().Select(u => u.Text("username")!));
                    cursor = page.Text("nextCursor") is { } next ? $"&cursor={next}" : null;
                }

                found.ShouldBe(
                    Sorted(sort, everybody.Where(u => (role ?? u.Role) == u.Role && (status ?? u.Status) == u.Status && Matches(u, search))).Select(u => u.Username.Value), query);
            }
        }
    }

    private static string Filter(string name, object? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value.ToString()!)}".Replace("Member", "member", StringComparison.Ordinal)
        .Replace("Admin", "admin", StringComparison.Ordinal).Replace("Active", "active", StringComparison.Ordinal).Replace("Suspended", "suspended", StringComparison.Ordinal);

    /// <summary>The pages to the last one, which are the same on the way back.</summary>
    private static async Task<List<string[]>> WalkAsync(Member administrator, string query, int most)
    {
        List<string[]> pages = [];
        List<string> cursors = [];
        for (string? cursor = ""; cursor is not null && pages.Count <= most; cursor = cursor is null ? null : $"&cursor={cursor}")
        {
            var page = await (await administrator.Client.CallAsync($"GET /api/v1/users?{query}{cursor}")).ShouldBeAsync(200);
            pages.Add([.. page.GetProperty("items").EnumerateArray().Select(u => u.Text("username")!)]);
            if (page.Text("previousCursor") is { } previous)
                cursors.Add(previous);
            cursor = page.Text("nextCursor");
        }

        cursors.Count.ShouldBe(pages.Count - 1);
        for (var i = cursors.Count - 1; i >= 0; i--)
        {
            var page = await (await administrator.Client.CallAsync($"GET /api/v1/users?{query}&cursor={cursors[i]}")).ShouldBeAsync(200);
            page.GetProperty("items").EnumerateArray().Select(u => u.Text("username")!).ShouldBe(pages[i], query);
        }

        return pages;
    }

    private static List<User> Sorted(string sort, IEnumerable<User> users)
    {
        var sorted = sort.TrimStart('-') switch
        {
            "username" => users.OrderBy(u => u.Username.Value, StringComparer.Ordinal),
            "name" => users.OrderBy(u => u.Name, StringComparer.Ordinal),
            _ => users.OrderBy(u => u.CreatedAt),
        };
        var all = sorted.ThenBy(u => u.Id.Value.ToString(), StringComparer.Ordinal).ToList();
        if (sort[0] == '-')
            all.Reverse();
        return all;
    }

    private static bool Matches(User user, string? search)
    {
        if (search is null)
            return true;
        var digits = string.Concat(search.Where(char.IsAsciiDigit));
        var phone = search[0] == '+' ? $"+{digits}" : search[0] == '0' ? $"+82{digits[1..]}" : "none";
        return new[] { user.Username.Value, user.Name, user.Nickname, user.Email?.Value }.Any(text => text?.StartsWith(search, StringComparison.Ordinal) == true)
            || user.Phone?.Value.StartsWith(phone, StringComparison.Ordinal) == true;
    }

    /// <summary>Few names for many, at the same instants: some with the nickname, or the part of the address before the @, that they are called by anyway.</summary>
    private Task AddAsync(int count) => App.WithDatabaseAsync(async db =>
    {
        ConsentGiven[] given = [.. Enum.GetValues<ConsentPurpose>().Select(purpose => new ConsentGiven(purpose, "1", "ko", Channel.Api))];
        for (var i = 0; i < count; i++)
        {
            var username = $"{Usernames[i % Usernames.Length]}{(i < Usernames.Length ? "" : i)}";
            var name = Names[i * 5 % Names.Length];
            var nickname = (i % 4) switch { 0 => name, 1 => username, 2 => Names[i % Names.Length], _ => "별명" };
            var email = (i % 3) switch { 0 => null, 1 => $"{username}@example.com", _ => $"{Usernames[i % 5]}{i}@example.com" };
            var phone = i % 2 == 0 ? null : new PhoneNumber($"+8210{(i % 5 == 0 ? "1234" : "2000")}{i:0000}");
            var profile = new Profile(name, nickname, email is null ? null : EmailAddress.Parse(email).Value, Phone: phone);
            var user = User.Register(Username.Parse(username).Value, profile, given, App.Clock.GetUtcNow().AddSeconds(i / 4)).Value;
            if (i % 5 == 0)
                user.ChangeRole(Role.Admin, App.Clock.GetUtcNow());
            if (i % 7 < 2)
                user.ChangeStatus(UserStatus.Suspended, App.Clock.GetUtcNow());
            db.Users.Add(user);
        }

        await db.SaveChangesAsync();
    });
}
