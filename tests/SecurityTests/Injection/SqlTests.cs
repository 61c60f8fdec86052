using Auth.IntegrationTests;
using Microsoft.EntityFrameworkCore;

namespace Auth.SecurityTests.Injection;

/// <summary>SQL in every field and parameter is text. What sqlmap says of it is in docs/security.md.</summary>
public sealed class SqlTests(AuthApp app) : AuthTest(app)
{
    private static readonly string[] Statements =
    [
        "'", "\"", "`", "\\", "')", "' or '1'='1", "\" or \"1\"=\"1", "' or 1=1 -- ", "' or 1=1 #", "admin' -- ", "admin'/*", "1; drop table users", "'; drop table users; -- ", "') union select 1,2,3 -- ",
        "' union select table_name from information_schema.tables -- ", "' and sleep(5) -- ", "'||(select 1)||'", "\\' or 1=1 -- ", "%' or '%'='", "_%", "%%", "x' collate utf8mb4_general_ci or '1",
        "0x27206f7220313d31 or 1=1", "char(39)", "' or exists(select * from credentials) -- ", "''; select * from signing_keys", "\u02bc or 1=1 -- ", "\uff07 or 1=1 -- ", "\u00bf\u0027 or 1=1",
        "(select 1)", "name,(select 1)", "-createdAt;drop table users", "createdAt desc", "case when 1=1 then name else username end",
    ];

    [Fact]
    public async Task In_no_parameter_is_it_more_than_a_value()
    {
        var administrator = await App.NewAdministratorAsync();
        for (var i = 0; i < 3; i++)
            await App.NewMemberAsync(App.FullRegistration());
        foreach (var statement in Statements)
        {
            var value = Uri.EscapeDataString(statement);
            foreach (var parameter in new[] { "sort", "role", "status", "cursor", "limit" })
                await (await administrator.Client.CallAsync($"GET /api/v1/users?{parameter}={value}")).ShouldRefuseFieldsAsync(parameter);
            await (await administrator.Client.CallAsync($"GET /api/v1/audit-events?userId={value}")).ShouldRefuseFieldsAsync("userId");
            foreach (var list in new[] { $"/api/v1/users?search={value}", $"/api/v1/audit-events?type={value}" })
            {
                var answer = await administrator.Client.CallAsync($"GET {list}");
                if ((int)answer.StatusCode != 400) // Too long for a type.
                    (await answer.ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0, list);
            }
        }

        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(4);
    }

    [Fact]
    public async Task In_no_field_is_it_more_than_text()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        var administrator = await App.NewAdministratorAsync();
        foreach (var statement in Statements)
        {
            await (await App.LoginAsync(statement, statement)).ShouldBeAsync(401);
            await (await App.LoginAsync($"{member.Username}{statement}")).ShouldBeAsync(401);
            ((int)(await App.LoginAsync(member.Username, statement)).StatusCode).ShouldBeOneOf(401, 429);
            await (await App.RefreshAsync(statement)).ShouldBeAsync(401);
            await (await App.RegisterAsync(App.Registration(statement))).ShouldRefuseFieldsAsync("username");

            var changed = await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { name = statement, nickname = Short(statement), introduction = statement })).ShouldBeAsync(200);

            (changed.Text("name"), changed.Text("nickname"), changed.Text("introduction")).ShouldBe((statement.Trim(), Short(statement).Trim(), statement.Trim()));
            var found = (await (await administrator.Client.CallAsync($"GET /api/v1/users?search={Uri.EscapeDataString(statement)}")).ShouldBeAsync(200)).GetProperty("items");
            found.EnumerateArray().Select(u => u.GetProperty("id").GetGuid()).ShouldBe([member.Id], statement);
        }

        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(2);
        (await App.QueryAsync(db => db.SigningKeys.CountAsync())).ShouldBeGreaterThan(0);
    }

    private static string Short(string text) => text[..Math.Min(50, text.Length)];
}
