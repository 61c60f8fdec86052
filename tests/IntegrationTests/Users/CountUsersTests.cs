using Auth.Application.Common;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Users;

/// <summary>No call of the API: pages ask for the count, and so do these tests, in the scope of a request.</summary>
public sealed class CountUsersTests(AuthApp app) : AuthTest(app)
{
    /// <summary>SQLite supposes nothing.</summary>
    private static readonly Precision AboutOrMore = AuthApp.UsesMariaDb ? Precision.About : Precision.MoreThan;

    [Theory]
    [InlineData(null, null, null, 5)]
    [InlineData(null, "member", null, 4)]
    [InlineData(null, "admin", "active", 1)]
    [InlineData(null, null, "suspended", 1)]
    [InlineData("  ", "member", null, 4)]
    [InlineData("kim", "member", null, 3)]
    [InlineData("KIM1@", "member", null, 1)]
    [InlineData("길동", null, "suspended", 1)]
    [InlineData("k%", null, null, 0)]
    public async Task As_many_are_counted_as_the_list_shows_and_nobody_twice(string? search, string? role, string? status, int count)
    {
        var administrator = await App.NewAdministratorAsync();
        foreach (var (username, name) in new[] { ("kim1", "kim1"), ("kim2", "홍길동"), ("hong", "Kim"), ("lee", "홍길동") })
        {
            var body = App.FullRegistration(username);
            body["name"] = body["nickname"] = name;
            var id = (await (await App.RegisterAsync(body)).ShouldBeAsync(201)).GetProperty("id").GetGuid();
            if (username == "lee")
                await (await AuthApp.ChangeAsync(administrator, id, new { status = "suspended", nickname = "길동" })).ShouldBeAsync(200);
        }

        var counted = (await CountAsync(administrator, new CountUsers(search, role, status))).Value;

        var query = $"search={Uri.EscapeDataString(search ?? "")}{(role is null ? "" : $"&role={role}")}{(status is null ? "" : $"&status={status}")}";
        var page = await (await administrator.Client.CallAsync($"GET /api/v1/users?{query}")).ShouldBeAsync(200);
        counted.ShouldBe(new CountedUsers(count, Precision.Exact));
        page.GetProperty("items").GetArrayLength().ShouldBe(count);
    }

    [Fact]
    public async Task Beyond_ten_thousand_nobody_is_counted_but_the_database_asked_what_it_supposes()
    {
        var administrator = await App.NewAdministratorAsync();
        await AddAsync(CountUsers.Most - 1);

        foreach (var more in new[] { false, true })
        {
            foreach (var query in new[] { new CountUsers(null, null, null), new CountUsers("m", "admin", "active") })
            {
                var counted = (await CountAsync(administrator, query)).Value;

                counted.Precision.ShouldBe(more ? AboutOrMore : Precision.Exact);
                if (counted.Precision == Precision.About)
                    counted.Count.ShouldBeInRange(9_000, 11_000);
                else
                    counted.Count.ShouldBe(10_000);
            }

            await AddAsync(1);
        }
    }

    [Fact]
    public async Task A_filter_that_is_none_is_refused_as_in_the_list()
    {
        var administrator = await App.NewAdministratorAsync();

        var error = (await CountAsync(administrator, new CountUsers(new string('a', 255), "root", "1"))).Error!;

        error.Code.ShouldBe("validation_failed");
        error.Fields.Select(f => f.Field).ShouldBe(["search", "role", "status"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_member_may_not_know() =>
        (await CountAsync(await App.NewMemberAsync(), new CountUsers(null, null, null))).Error.ShouldBe(CommonErrors.Forbidden);

    private async Task<Result<CountedUsers>> CountAsync(Member caller, CountUsers query)
    {
        await using var scope = App.Host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<RequestContext>();
        (context.Channel, context.Identity) = (Channel.Page, caller.Identity);
        return await scope.ServiceProvider.GetRequiredService<IUseCases>().SendAsync(query, TestContext.Current.CancellationToken);
    }

    private Task AddAsync(int count) => App.WithDatabaseAsync(async db =>
    {
        var there = await db.Users.CountAsync();
        db.Users.AddRange(Enumerable.Range(there, count).Select(i => User.CreateAdministrator(Username.Parse($"many{i}").Value, App.Clock.GetUtcNow())));
        await db.SaveChangesAsync();
    });
}
