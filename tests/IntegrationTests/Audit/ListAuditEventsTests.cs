using System.Text.Json;

namespace Auth.IntegrationTests.Audit;

public sealed class ListAuditEventsTests(AuthApp app) : AuthTest(app)
{
    private const string HomeAddress = "127.0.0.55";
    private const string HomeBrowser = "Browser/5.5";

    [Fact]
    public async Task A_members_own_acts_are_recorded_with_actor_subject_session_address_and_device()
    {
        var administrator = await App.NewAdministratorAsync();
        using var client = App.ClientFrom(HomeAddress, HomeBrowser);
        var id = (await (await client.CallAsync("POST /api/v1/auth/register", App.FullRegistration("alice"))).ShouldBeAsync(201)).GetProperty("id").GetGuid();
        await (await client.CallAsync("POST /api/v1/auth/login", new { username = "alice", password = "not the password" })).ShouldBeAsync(401);
        var tokens = await (await client.CallAsync("POST /api/v1/auth/login", new { username = "alice", password = AuthApp.Password })).ShouldBeAsync(200);
        var session = tokens.GetProperty("sessionId").GetGuid();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Text("accessToken"));
        await (await client.CallAsync("PATCH /api/v1/users/me", new { nickname = "앨리스" })).ShouldBeAsync(200);
        await (await client.CallAsync("PATCH /api/v1/users/me", new { consentToOptionalData = false })).ShouldBeAsync(200);
        await (await client.CallAsync("PATCH /api/v1/users/me", new { consentToOptionalData = true })).ShouldBeAsync(200);
        await (await client.CallAsync("PUT /api/v1/users/me/password", new { currentPassword = "not the password", newPassword = "an entirely new password" })).ShouldBeAsync(400);
        await (await client.CallAsync("PUT /api/v1/users/me/password", new { currentPassword = AuthApp.Password, newPassword = "an entirely new password" })).ShouldBeAsync(204);
        await (await client.CallAsync("POST /api/v1/auth/logout")).ShouldBeAsync(204);

        var events = await AllAsync(administrator, $"userId={id}");

        // Newest first where the clock moves on; here all is one moment, so the order is nobody's.
        events.Select(e => (e.Text("type"), e.Text("outcome"), Id(e, "actorId"), Id(e, "sessionId"))).ShouldBe(
            [
                ("user_registered", "ok", id, null),
                ("login_refused", "invalid_credentials", null, null),
                ("session_started", "ok", id, session),
                ("user_profile_changed", "ok", id, session),
                ("consent_was_withdrawn", "ok", id, session),
                ("consent_was_given", "ok", id, session),
                ("password_check_failed", "current_password_wrong", id, session),
                ("password_changed", "ok", id, session),
                ("session_ended", "ok", id, session),
            ],
            ignoreOrder: true);
        foreach (var one in events)
        {
            Id(one, "subjectId").ShouldBe(id);
            one.Text("address").ShouldBe(HomeAddress);
            one.Text("userAgent").ShouldBe(HomeBrowser);
            one.Text("traceId").ShouldNotBeNullOrEmpty();
            one.GetProperty("at").GetDateTimeOffset().ShouldBe(App.Clock.GetUtcNow());
            one.EnumerateObject().Select(p => p.Name).ShouldBe(
                ["id", "at", "type", "outcome", "actorId", "subjectId", "sessionId", "address", "userAgent", "traceId", "reason", "sequence"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task What_an_administrator_does_is_recorded_as_theirs()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        await (await administrator.Client.CallAsync($"GET /api/v1/users/{member.Id}")).ShouldBeAsync(200);
        await (await administrator.Client.CallAsync($"GET /api/v1/users/{member.Id}/sessions")).ShouldBeAsync(200);
        await (await AuthApp.ChangeAsync(administrator, member.Id, new { name = "성춘향" })).ShouldBeAsync(200);
        await (await AuthApp.ChangeAsync(administrator, member.Id, new { role = "admin" })).ShouldBeAsync(200);
        await (await AuthApp.ChangeAsync(administrator, member.Id, new { status = "suspended" })).ShouldBeAsync(200);
        await (await App.LoginAsync(member.Username)).ShouldBeAsync(403);
        await (await AuthApp.ChangeAsync(administrator, member.Id, new { status = "active" })).ShouldBeAsync(200);
        await (await administrator.Client.CallAsync($"DELETE /api/v1/users/{member.Id}")).ShouldBeAsync(204);

        var events = await AllAsync(administrator, $"userId={member.Id}");

        events.Where(e => Id(e, "actorId") == administrator.Id).Select(e => e.Text("type")).ShouldBe(
            [
                "user_viewed", "user_devices_viewed", "user_profile_changed", "user_role_changed", "user_suspended", "session_ended", "user_restored", "user_withdrawn",
            ],
            ignoreOrder: true);
        events.ShouldAllBe(e => Id(e, "subjectId") == member.Id);
        events.Single(e => e.Text("type") == "login_refused").Text("outcome").ShouldBe("account_suspended");
    }

    [Fact]
    public async Task An_unknown_name_that_was_typed_is_not_recorded_since_it_may_be_a_password()
    {
        var administrator = await App.NewAdministratorAsync();
        await (await App.LoginAsync("oops-my-password", "not the password")).ShouldBeAsync(401);

        var refused = (await AllAsync(administrator, "type=login_refused")).Single();

        Id(refused, "subjectId").ShouldBeNull();
        refused.GetRawText().ShouldNotContain("oops-my-password");
    }

    [Fact]
    public async Task Attempts_beyond_the_limit_add_nothing_so_a_flood_cannot_fill_the_trail()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        for (var i = 0; i < 15; i++)
            await App.LoginAsync(member.Username, "not the password");

        (await AllAsync(administrator, $"userId={member.Id}&type=login_refused")).Select(e => e.Text("outcome"))
            .ShouldBe(Enumerable.Repeat("invalid_credentials", 10));
    }

    [Fact]
    public async Task Nothing_personal_and_nothing_secret_is_in_the_trail()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync(App.FullRegistration("rareusername"));
        await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { name = "남궁희귀", email = "rare@example.com", introduction = "희귀한 소개" })).ShouldBeAsync(200);
        await (await App.LoginAsync("rareusername", "zanzibar guess")).ShouldBeAsync(401);
        await (await App.LoginAsync("rare@example.com", "zanzibar guess")).ShouldBeAsync(401);
        await (await AuthApp.ChangeAsync(administrator, member.Id, new { phone = "010-9999-8888" })).ShouldBeAsync(200);

        var trail = string.Concat((await AllAsync(administrator, "")).Select(e => e.GetRawText()));

        trail.ShouldContain(member.Id.ToString());
        string[] secrets = ["zanzibar", AuthApp.Password, member.RefreshToken];
        // Numbers at a length that the hexadecimal digits of an id do not have by chance.
        string[] personal = ["rareusername", "희귀", "rare@", "example.com", "길동", "1234-5678", "12345678", "9999-8888", "99998888", "1998-03-07"];
        foreach (var value in personal.Concat(secrets))
            trail.ShouldNotContain(value);
    }

    [Fact]
    public async Task Filters_narrow_the_trail_together()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        await App.LogInAgainAsync(member);
        await App.NewMemberAsync();

        (await AllAsync(administrator, "type=user_registered")).Count.ShouldBe(3);
        (await AllAsync(administrator, $"userId={member.Id}")).Count.ShouldBe(3);
        (await AllAsync(administrator, $"userId={member.Id}&type=session_started")).Count.ShouldBe(2);
        (await AllAsync(administrator, "type=no_such_type")).ShouldBeEmpty();
        (await AllAsync(administrator, $"userId={Guid.NewGuid()}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_filter_by_user_finds_what_they_did_and_what_was_done_to_them()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        await (await administrator.Client.CallAsync($"GET /api/v1/users/{member.Id}")).ShouldBeAsync(200);

        foreach (var id in new[] { administrator.Id, member.Id })
            (await AllAsync(administrator, $"userId={id}")).ShouldContain(e => e.Text("type") == "user_viewed");
    }

    [Fact]
    public async Task The_trail_is_newest_first_and_page_by_page_nothing_is_lost_or_shown_twice()
    {
        var administrator = await App.NewAdministratorAsync();
        for (var i = 0; i < 6; i++)
        {
            await App.NewMemberAsync();
            if (i % 2 == 0)
                await App.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        var there = await AllAsync(administrator, "", 100);
        await App.AdvanceAsync(TimeSpan.FromSeconds(1));
        foreach (var limit in new[] { 1, 3 })
        {
            var walked = await AllAsync(administrator, "", limit, afterEachPage: () => App.NewMemberAsync());

            walked.Select(e => e.GetProperty("at").GetDateTimeOffset()).ShouldBeInOrder(SortDirection.Descending);
            walked.Select(e => Id(e, "id")).Distinct().Count().ShouldBe(walked.Count);
            there.Select(e => Id(e, "id")).Except(walked.Select(e => Id(e, "id"))).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Back_from_the_end_the_pages_are_those_that_led_there_though_more_happens_meanwhile()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        for (var i = 0; i < 3; i++)
        {
            await (await administrator.Client.CallAsync($"GET /api/v1/users/{member.Id}")).ShouldBeAsync(200);
            await App.LogInAgainAsync(member);
            await App.AdvanceAsync(TimeSpan.FromSeconds(i));
        }

        foreach (var query in new[] { "limit=1", "limit=4", $"limit=2&userId={member.Id}", $"limit=2&userId={administrator.Id}", $"limit=2&userId={member.Id}&type=session_started" })
        {
            // The reading itself is a line, once a minute.
            await PagesAsync(administrator, query, null, "nextCursor");
            await App.AdvanceAsync(TimeSpan.FromSeconds(1));
            var forward = await PagesAsync(administrator, query, null, "nextCursor");
            await App.AdvanceAsync(TimeSpan.FromSeconds(1));
            await App.LogInAgainAsync(member);
            var back = await PagesAsync(administrator, query, forward[^1].Cursor, "previousCursor");

            var seen = back.AsEnumerable().Reverse().SelectMany(p => p.Ids).ToList();
            seen.Distinct().Count().ShouldBe(seen.Count);
            seen[^forward.Sum(p => p.Ids.Count)..].ShouldBe(forward.SelectMany(p => p.Ids));
            back.Take(forward.Count).Reverse().Select(p => p.Ids).ShouldBe(forward.Select(p => p.Ids));
        }
    }

    [Fact]
    public async Task A_page_has_twenty_events_where_nothing_is_said()
    {
        var administrator = await App.NewAdministratorAsync();
        for (var i = 0; i < 15; i++)
            await App.NewMemberAsync();

        var page = await (await administrator.Client.CallAsync("GET /api/v1/audit-events")).ShouldBeAsync(200);

        page.GetProperty("items").GetArrayLength().ShouldBe(20);
        page.Text("nextCursor").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("userId=nobody", "userId")]
    [InlineData("userId=", "userId")]
    [InlineData("type=an_event_type_that_is_much_longer_than_any_type_could_be", "type")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    public async Task A_wrong_parameter_is_refused_naming_it(string query, string field)
    {
        var administrator = await App.NewAdministratorAsync();

        await (await administrator.Client.CallAsync($"GET /api/v1/audit-events?{query}")).ShouldRefuseFieldsAsync(field);
    }

    [Fact]
    public async Task A_cursor_of_the_members_list_or_an_altered_one_is_refused()
    {
        var administrator = await App.NewAdministratorAsync();
        await App.NewMemberAsync();
        var ofMembers = (await (await administrator.Client.CallAsync("GET /api/v1/users?limit=1")).ShouldBeAsync(200)).Text("nextCursor")!;
        var cursor = (await (await administrator.Client.CallAsync("GET /api/v1/audit-events?limit=1")).ShouldBeAsync(200)).Text("nextCursor")!;

        (await (await administrator.Client.CallAsync($"GET /api/v1/audit-events?cursor={cursor}")).ShouldBeAsync(200)).Text("previousCursor").ShouldNotBeNull();
        foreach (var wrong in new[] { ofMembers, cursor[..^4], $"{cursor}AAAA", $"{(cursor[0] == 'A' ? 'B' : 'A')}{cursor[1..]}" })
            await (await administrator.Client.CallAsync($"GET /api/v1/audit-events?cursor={wrong}")).ShouldRefuseFieldsAsync("cursor");
    }

    [Fact]
    public async Task A_member_may_not_see_the_trail_not_even_their_own()
    {
        var member = await App.NewMemberAsync();

        await (await member.Client.CallAsync("GET /api/v1/audit-events")).ShouldBeProblemAsync(403, "forbidden");
        await (await member.Client.CallAsync($"GET /api/v1/audit-events?userId={member.Id}")).ShouldBeProblemAsync(403, "forbidden");
        await (await App.Client.CallAsync("GET /api/v1/audit-events")).ShouldBeProblemAsync(401, "token_missing");
    }

    private static Guid? Id(JsonElement json, string field) =>
        json.GetProperty(field).ValueKind == JsonValueKind.Null ? null : json.GetProperty(field).GetGuid();

    /// <summary>The pages from a cursor on, each with the cursor that gave it.</summary>
    private static async Task<List<(string? Cursor, List<Guid?> Ids)>> PagesAsync(Member administrator, string query, string? cursor, string follow)
    {
        List<(string? Cursor, List<Guid?> Ids)> pages = [];
        do
        {
            var page = await (await administrator.Client.CallAsync($"GET /api/v1/audit-events?{query}{(cursor is null ? "" : $"&cursor={cursor}")}")).ShouldBeAsync(200);
            pages.Add((cursor, [.. page.GetProperty("items").EnumerateArray().Select(e => Id(e, "id"))]));
            pages.Count.ShouldBeLessThan(100, "The walk does not end.");
            cursor = page.Text(follow);
        }
        while (cursor is not null);
        return pages;
    }

    private static async Task<List<JsonElement>> AllAsync(Member administrator, string query, int limit = 100, Func<Task>? afterEachPage = null)
    {
        var events = new List<JsonElement>();
        for (string? cursor = null; ;)
        {
            var page = await (await administrator.Client.CallAsync($"GET /api/v1/audit-events?{query}&limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}"))
                .ShouldBeAsync(200);
            events.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.Text("nextCursor");
            if (cursor is null)
                return events;
            events.Count.ShouldBeLessThan(500, "The walk does not end.");
            if (afterEachPage is not null)
                await afterEachPage();
        }
    }
}
