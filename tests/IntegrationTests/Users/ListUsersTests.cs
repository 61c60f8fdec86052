using System.Text;
using System.Text.Json;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class ListUsersTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task The_list_shows_members_with_the_phone_masked_and_neither_birth_date_nor_gender()
    {
        var administrator = await App.NewAdministratorAsync();
        await App.AdvanceAsync(TimeSpan.FromSeconds(1));
        await App.NewMemberAsync(App.FullRegistration("alice"));

        var page = await ListAsync(administrator, "");

        page.EnumerateObject().Select(p => p.Name).ShouldBe(["items", "nextCursor", "previousCursor"]);
        page.GetProperty("items").GetArrayLength().ShouldBe(2);
        page.Text("nextCursor").ShouldBeNull();
        page.Text("previousCursor").ShouldBeNull();
        var alice = page.GetProperty("items")[0];
        alice.Text("username").ShouldBe("alice");
        alice.Text("email").ShouldBe("alice@example.com");
        alice.Text("phone").ShouldBe("010-****-5678");
        alice.Text("role").ShouldBe("member");
        alice.EnumerateObject().Select(p => p.Name).ShouldBe(
            [
                "id", "username", "email", "emailVerified", "name", "nickname", "introduction", "phone", "consentedAt", "role", "status",
                "createdAt", "updatedAt", "lastLoginAt",
            ],
            ignoreOrder: true);
        page.GetRawText().ShouldNotContain("1998-03-07");
        page.GetRawText().ShouldNotContain("1234-5678");
        page.GetRawText().ShouldNotContain("12345678");
    }

    [Fact]
    public async Task A_number_abroad_is_masked_too()
    {
        var administrator = await App.NewAdministratorAsync();
        var registration = App.FullRegistration("alice");
        registration["phone"] = "+1 201-555-0123";
        await App.NewMemberAsync(registration);

        (await ListAsync(administrator, "search=alice")).GetProperty("items")[0].Text("phone").ShouldBe("+1 ***-***-0123");
    }

    [Theory]
    [InlineData("-createdAt", "f,e,d,c,b,a")]
    [InlineData("createdAt", "a,b,c,d,e,f")]
    [InlineData("username", "a,b,c,d,e,f")]
    [InlineData("-username", "f,e,d,c,b,a")]
    [InlineData("name", "c,d,b,e,a,f")]
    [InlineData("-name", "f,a,e,b,d,c")]
    public async Task Each_sort_sorts(string sort, string expected)
    {
        var administrator = await App.NewAdministratorAsync();
        foreach (var (username, name) in new[] { ("a", "마"), ("b", "다"), ("c", "가"), ("d", "나"), ("e", "라"), ("f", "바") })
        {
            await App.AdvanceAsync(TimeSpan.FromSeconds(1));
            await RegisterAsync($"{username}-member", name);
        }

        (await WalkAsync(administrator, $"sort={sort}&role=member", 4)).ShouldBe(expected.Split(',').Select(u => $"{u}-member"));
    }

    [Theory]
    [InlineData("-createdAt")]
    [InlineData("createdAt")]
    [InlineData("username")]
    [InlineData("-username")]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("")]
    public async Task Page_by_page_nobody_is_lost_or_shown_twice_even_with_equal_names_and_newcomers(string sort)
    {
        var administrator = await App.NewAdministratorAsync();
        // Equal times and names, names that only a collation takes for equal, and names of characters outside the first plane.
        foreach (var name in new[] { "김철수", "김철수", "김철수", "Anna", "ANNA", "anna", "😀", "😎", "áéí", "aei" })
            await RegisterAsync(null, name);
        var newcomers = 0;

        foreach (var limit in new[] { 1, 3 })
        {
            var there = await WalkAsync(administrator, "", 100);
            var walked = await WalkAsync(administrator, sort.Length == 0 ? "" : $"sort={sort}", limit, afterEachPage: async () =>
            {
                if (newcomers++ % 3 == 0)
                    await RegisterAsync($"{(char)('a' + newcomers % 26)}newcomer{newcomers}", newcomers % 2 == 0 ? "김철수" : "anna");
            });

            walked.Distinct().Count().ShouldBe(walked.Count);
            there.Except(walked).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("-createdAt")]
    [InlineData("createdAt")]
    [InlineData("username")]
    [InlineData("-username")]
    [InlineData("name")]
    [InlineData("-name")]
    public async Task Back_from_the_end_the_pages_are_those_that_led_there(string sort)
    {
        var administrator = await App.NewAdministratorAsync();
        await AddAsync(LookAlikes);

        foreach (var (query, limit) in new[] { ("", 1), ("", 4), ("search=김", 2), ("search=a&status=active", 3), ("role=member", 100) })
        {
            var forward = await PagesAsync(administrator, $"sort={sort}&{query}&limit={limit}");
            var back = await PagesAsync(administrator, $"sort={sort}&{query}&limit={limit}", forward[^1].Cursor, "previousCursor");

            back.AsEnumerable().Reverse().Select(p => p.Usernames).ShouldBe(forward.Select(p => p.Usernames));
            (back[^1].Page.Text("nextCursor") is null).ShouldBe(forward.Count == 1);
        }
    }

    [Theory]
    [InlineData("-createdAt")]
    [InlineData("createdAt")]
    [InlineData("username")]
    [InlineData("-username")]
    [InlineData("name")]
    [InlineData("-name")]
    public async Task On_the_way_back_nobody_is_lost_or_shown_twice_though_others_come_and_go(string sort)
    {
        var administrator = await App.NewAdministratorAsync();
        await AddAsync(LookAlikes);
        var query = $"sort={sort}&role=member&limit=3";
        var forward = await PagesAsync(administrator, query);
        var there = forward.SelectMany(p => p.Usernames).ToList();
        List<string> gone = [];
        var changes = 0;

        var back = await PagesAsync(administrator, query, forward[^1].Cursor, "previousCursor", async page =>
        {
            await AddAsync([($"{(char)('a' + (changes * 5 % 26))}newcomer{changes}", changes++ % 2 == 0 ? "김철수" : "anna", "별명", null)]);
            gone.Add(page.Usernames[0]); // The row that the next cursor stands at.
            await RemoveAsync(page.Usernames[0]);
        });

        var seen = back.AsEnumerable().Reverse().SelectMany(p => p.Usernames).ToList();
        seen.Where(there.Contains).ShouldBe(there);
        seen.Distinct().Count().ShouldBe(seen.Count);
        gone.Count.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_page_that_was_emptied_meanwhile_still_leads_to_its_neighbours()
    {
        var administrator = await App.NewAdministratorAsync();
        string[] names = ["a-one", "b-two", "c-three", "d-four"];
        await AddAsync([.. names.Select(username => (username, "회원", "별명", (string?)null))]);
        const string query = "sort=username&role=member&limit=2";
        var first = await ListAsync(administrator, query);
        var second = await ListAsync(administrator, $"{query}&cursor={first.Text("nextCursor")}");

        foreach (var username in names[2..])
            await RemoveAsync(username);
        var emptied = await ListAsync(administrator, $"{query}&cursor={first.Text("nextCursor")}");
        emptied.GetProperty("items").GetArrayLength().ShouldBe(0);
        emptied.Text("nextCursor").ShouldBeNull();
        Usernames(await ListAsync(administrator, $"{query}&cursor={emptied.Text("previousCursor")}")).ShouldBe(["a-one", "b-two"]);

        await AddAsync([("e-five", "회원", "별명", null)]);
        foreach (var username in names[..2])
            await RemoveAsync(username);
        var before = await ListAsync(administrator, $"{query}&cursor={second.Text("previousCursor")}");
        before.GetProperty("items").GetArrayLength().ShouldBe(0);
        before.Text("previousCursor").ShouldBeNull();
        Usernames(await ListAsync(administrator, $"{query}&cursor={before.Text("nextCursor")}")).ShouldBe(["e-five"]);
    }

    [Theory]
    [InlineData("-createdAt")]
    [InlineData("createdAt")]
    [InlineData("username")]
    [InlineData("-username")]
    [InlineData("name")]
    [InlineData("-name")]
    public async Task A_search_finds_near_and_far_what_a_look_at_everybody_would(string sort)
    {
        var administrator = await App.NewAdministratorAsync();
        // Some are next to each other and some have hundreds between them, in each order another way.
        var people = Enumerable.Range(0, 350).Select(i =>
        {
            var username = i % 70 == 3 ? $"needle{i}" : $"{(char)('a' + (i * 7 % 26))}user{i}";
            var name = i is > 300 and < 306 ? $"바늘{i % 2}" : i % 97 == 5 ? "바늘귀" : $"{(char)('가' + (i * 131 % 11000))}";
            return (username, name, i % 89 == 7 ? "needle" : name, i is > 40 and < 44 ? $"needle.{username}@example.com" : i % 3 == 0 ? $"{username}@example.com" : null);
        }).ToList();
        await AddAsync(people);
        var order = (await PagesAsync(administrator, $"sort={sort}&role=member&limit=100")).SelectMany(p => p.Usernames).ToList();

        foreach (var (search, limit) in new[] { ("needle", 1), ("needle", 3), ("바늘", 2), ("a", 2), ("nobody", 1) })
        {
            var matching = people.Where(p => new[] { p.username, p.name, p.Item3, p.Item4 }.Any(t => t?.StartsWith(search, StringComparison.Ordinal) == true)).Select(p => p.username).ToHashSet();
            var query = $"sort={sort}&role=member&search={search}&limit={limit}";

            var forward = await PagesAsync(administrator, query);
            var back = await PagesAsync(administrator, query, forward[^1].Cursor, "previousCursor");

            forward.SelectMany(p => p.Usernames).ShouldBe(order.Where(matching.Contains), $"{search} by {limit}");
            back.AsEnumerable().Reverse().Select(p => p.Usernames).ShouldBe(forward.Select(p => p.Usernames));
        }
    }

    [Theory]
    [InlineData("김", "kim1,kim2")]
    [InlineData("김철", "kim1")]
    [InlineData("길동", "hong")]
    [InlineData("KIM", "kim1,kim2")]
    [InlineData("kim2@ex", "kim2")]
    [InlineData("KIM2@EX", "kim2")]
    [InlineData("100", "percent")]
    [InlineData("100%", "percent")]
    [InlineData("%", "")]
    [InlineData("_", "")]
    [InlineData("k_m", "")]
    [InlineData("1%", "")]
    [InlineData("a_b", "under")]
    [InlineData("a_", "under")]
    [InlineData("\\", "slash")]
    [InlineData("' or 1=1 --", "")]
    [InlineData("철수", "")]
    [InlineData("  김철  ", "kim1")]
    [InlineData("", "hong,kim1,kim2,percent,slash,under,xyz")]
    public async Task A_search_finds_what_begins_so_and_takes_no_character_for_a_wildcard(string search, string found)
    {
        var administrator = await App.NewAdministratorAsync();
        await RegisterAsync("kim1", "김철수", "하나");
        await RegisterAsync("kim2", "김영희", "둘", "kim2@example.com");
        await RegisterAsync("hong", "홍길동", "길동이");
        await RegisterAsync("percent", "100% 확실", "셋");
        await RegisterAsync("under", "a_b", "넷");
        await RegisterAsync("xyz", "axb", "다섯");
        await RegisterAsync("slash", "\\뒤로", "여섯");

        var walked = await WalkAsync(administrator, $"role=member&sort=username&search={Uri.EscapeDataString(search)}", 2);

        walked.ShouldBe(found.Length == 0 ? [] : found.Split(','));
    }

    [Fact]
    public async Task A_search_finds_Korean_however_it_was_composed()
    {
        var administrator = await App.NewAdministratorAsync();
        await RegisterAsync("hong", "홍길동");

        var decomposed = Uri.EscapeDataString("홍길".Normalize(NormalizationForm.FormD));
        (await WalkAsync(administrator, $"role=member&search={decomposed}", 20)).ShouldBe(["hong"]);
    }

    [Fact]
    public async Task Filters_narrow_the_list_together()
    {
        var administrator = await App.NewAdministratorAsync();
        var other = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        var suspended = await App.NewMemberAsync();
        await (await AuthApp.ChangeAsync(administrator, other.Id, new { status = "suspended" })).ShouldBeAsync(200);
        await (await AuthApp.ChangeAsync(administrator, suspended.Id, new { status = "suspended" })).ShouldBeAsync(200);

        (await WalkAsync(administrator, "role=admin", 20)).ShouldBe([administrator.Username, other.Username], ignoreOrder: true);
        (await WalkAsync(administrator, "status=suspended", 20)).ShouldBe([other.Username, suspended.Username], ignoreOrder: true);
        (await WalkAsync(administrator, "role=member&status=active", 20)).ShouldBe([member.Username]);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=+5", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=99999999999", "limit")]
    [InlineData("sort=password", "sort")]
    [InlineData("sort=name;drop", "sort")]
    [InlineData("sort=Name", "sort")]
    [InlineData("role=root", "role")]
    [InlineData("status=1", "status")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("cursor=not%20a%20cursor", "cursor")]
    public async Task A_wrong_parameter_is_refused_naming_it(string query, string field)
    {
        var administrator = await App.NewAdministratorAsync();

        await (await administrator.Client.CallAsync($"GET /api/v1/users?{query}")).ShouldRefuseFieldsAsync(field);
    }

    [Fact]
    public async Task A_search_that_is_too_long_is_refused()
    {
        var administrator = await App.NewAdministratorAsync();

        await (await administrator.Client.CallAsync($"GET /api/v1/users?search={new string('a', 255)}")).ShouldRefuseFieldsAsync("search");
    }

    [Fact]
    public async Task A_page_has_twenty_members_where_nothing_is_said_and_a_hundred_at_most()
    {
        var administrator = await App.NewAdministratorAsync();
        await Task.WhenAll(Enumerable.Range(0, 21).Select(_ => RegisterAsync(null, "회원")));

        (await ListAsync(administrator, "")).GetProperty("items").GetArrayLength().ShouldBe(20);
        (await ListAsync(administrator, "limit=100")).GetProperty("items").GetArrayLength().ShouldBe(22);
        (await ListAsync(administrator, "limit=1")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_cursor_of_another_order_or_list_or_an_altered_one_is_refused()
    {
        var administrator = await App.NewAdministratorAsync();
        await RegisterAsync(null, "회원");
        var cursor = (await ListAsync(administrator, "limit=1&sort=name")).Text("nextCursor")!;
        var ofTrail = (await (await administrator.Client.CallAsync("GET /api/v1/audit-events?limit=1")).ShouldBeAsync(200)).Text("nextCursor")!;

        var back = (await ListAsync(administrator, $"sort=name&cursor={cursor}")).Text("previousCursor")!;
        await ListAsync(administrator, $"sort=name&cursor={back}");
        string[] wrong = [$"sort=-name&cursor={back}", $"sort=name&cursor={back[..^4]}", $"sort=-name&cursor={cursor}", $"cursor={cursor}", $"cursor={ofTrail}", $"sort=name&cursor={cursor}A", $"sort=name&cursor={cursor[..^4]}"];
        foreach (var query in wrong)
            await (await administrator.Client.CallAsync($"GET /api/v1/users?{query}")).ShouldRefuseFieldsAsync("cursor");
        for (var i = 0; i < cursor.Length; i += 7)
        {
            var altered = $"{cursor[..i]}{(cursor[i] == 'A' ? 'B' : 'A')}{cursor[(i + 1)..]}";
            await (await administrator.Client.CallAsync($"GET /api/v1/users?sort=name&cursor={altered}")).ShouldRefuseFieldsAsync("cursor");
        }
    }

    [Fact]
    public async Task A_cursor_does_not_show_whom_it_stands_at()
    {
        var administrator = await App.NewAdministratorAsync();
        await RegisterAsync("secretname", "비밀이름");

        var cursor = (await ListAsync(administrator, "limit=1&sort=-username")).Text("nextCursor")!;

        var bytes = Convert.FromBase64String(cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '='));
        Encoding.Latin1.GetString(bytes).ShouldNotContain("secretname");
    }

    [Fact]
    public async Task A_member_may_not_see_the_list()
    {
        var member = await App.NewMemberAsync();

        await (await member.Client.CallAsync("GET /api/v1/users")).ShouldBeProblemAsync(403, "forbidden");
        await (await member.Client.CallAsync("GET /api/v1/users?limit=nonsense")).ShouldBeProblemAsync(403, "forbidden");
        await (await App.Client.CallAsync("GET /api/v1/users")).ShouldBeProblemAsync(401, "token_missing");
    }

    /// <summary>Equal times and names, names that only a collation takes for equal, and names of characters outside the first plane.</summary>
    private static IReadOnlyList<(string Username, string Name, string Nickname, string? Email)> LookAlikes { get; } =
    [
        .. new[] { "김철수", "김철수", "김철수", "Anna", "ANNA", "anna", "😀", "😎", "áéí", "aei", "김철수", "나", "김" }
            .Select((name, i) => ($"{(char)('a' + (i * 11 % 26))}person{i}", name, i % 2 == 0 ? "김" : "별명", i % 3 == 0 ? $"a{i}@example.com" : null)),
    ];

    /// <summary>Many at once, past the hashing of passwords: three at each instant.</summary>
    private Task AddAsync(IReadOnlyList<(string Username, string Name, string Nickname, string? Email)> people) => App.WithDatabaseAsync(async db =>
    {
        ConsentGiven[] given = [.. Enum.GetValues<ConsentPurpose>().Select(purpose => new ConsentGiven(purpose, "1", "ko", Channel.Api))];
        for (var i = 0; i < people.Count; i++)
        {
            var (username, name, nickname, email) = people[i];
            var profile = new Profile(name, nickname, email is null ? null : EmailAddress.Parse(email).Value);
            db.Users.Add(User.Register(Username.Parse(username).Value, profile, given, App.Clock.GetUtcNow().AddSeconds(i / 3)).Value);
        }

        await db.SaveChangesAsync();
    });

    private Task RemoveAsync(string username) => App.WithDatabaseAsync(db =>
    {
        var gone = Username.Parse(username).Value;
        return db.Users.Where(u => u.Username == gone).ExecuteDeleteAsync();
    });

    private async Task RegisterAsync(string? username, string name, string? nickname = null, string? email = null)
    {
        var body = App.Registration(username);
        body["name"] = name;
        body["nickname"] = nickname ?? "별명";
        if (email is not null)
            (body["email"], body["consentToOptionalData"]) = (email, true);
        await (await App.RegisterAsync(body)).ShouldBeAsync(201);
    }

    private static async Task<JsonElement> ListAsync(Member administrator, string query) =>
        await (await administrator.Client.CallAsync($"GET /api/v1/users?{query}")).ShouldBeAsync(200);

    /// <summary>The usernames of all pages.</summary>
    private static async Task<List<string>> WalkAsync(Member administrator, string query, int limit, Func<Task>? afterEachPage = null)
    {
        var usernames = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await ListAsync(administrator, $"{query}&limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            usernames.AddRange(page.GetProperty("items").EnumerateArray().Select(u => u.Text("username")!));
            page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(limit);
            cursor = page.Text("nextCursor");
            if (cursor is null)
                return usernames;
            usernames.Count.ShouldBeLessThan(200, "The walk does not end.");
            if (afterEachPage is not null)
                await afterEachPage();
        }
    }

    private static List<string> Usernames(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(u => u.Text("username")!)];

    /// <summary>The pages from a cursor on, each with the cursor that gave it.</summary>
    private static async Task<List<Visited>> PagesAsync(
        Member administrator, string query, string? cursor = null, string follow = "nextCursor", Func<Visited, Task>? afterEachPage = null)
    {
        List<Visited> pages = [];
        do
        {
            var page = await ListAsync(administrator, $"{query}{(cursor is null ? "" : $"&cursor={cursor}")}");
            pages.Add(new Visited(cursor, page, Usernames(page)));
            pages.Count.ShouldBeLessThan(400, "The walk does not end.");
            cursor = page.Text(follow);
            if (afterEachPage is not null)
                await afterEachPage(pages[^1]);
        }
        while (cursor is not null);
        return pages;
    }

    private sealed record Visited(string? Cursor, JsonElement Page, List<string> Usernames);
}
