using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class GetUserTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task An_administrator_reads_a_member_and_the_trail_says_so()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));

        var user = await (await administrator.Client.CallAsync($"GET /api/v1/users/{member.Id}")).ShouldBeAsync(200);

        user.Text("phone").ShouldBe("010-1234-5678");
        user.Text("birthDate").ShouldBe("1998-03-07");
        user.GetRawText().ShouldBe(await (await member.Client.CallAsync("GET /api/v1/users/me")).TextAsync());
        var viewed = await App.QueryAsync(db => db.AuditEvents.SingleAsync(e => e.Type == "user_viewed"));
        viewed.ActorId.ShouldBe(administrator.UserId);
        viewed.SubjectId.ShouldBe(member.UserId);
    }

    [Theory]
    [InlineData("request 42", "request 42")]
    [InlineData("  %EB%AF%BC%EC%9B%90%20%F0%9F%93%9D ", "민원 📝")]
    [InlineData("100%", "100%")]
    [InlineData(" ", null)]
    [InlineData(null, null)]
    public async Task The_reason_stands_in_the_trail_and_in_no_address(string? header, string? reason)
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();

        (await ReadAsync(administrator, member.Id, header)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);

        var trail = await (await administrator.Client.CallAsync("GET /api/v1/audit-events?type=user_viewed")).ShouldBeAsync(200);
        trail.GetProperty("items").EnumerateArray().Single().Text("reason").ShouldBe(reason);
    }

    [Fact]
    public async Task A_reason_that_is_none_is_refused_and_nothing_is_read()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();

        foreach (var wrong in new[] { new string('x', 201), "a%0Ab", "a%E2%80%AEb", "%E2%80%8B", "%00" })
            await (await ReadAsync(administrator, member.Id, wrong)).ShouldRefuseFieldsAsync("reason");

        (await App.QueryAsync(db => db.AuditEvents.AnyAsync(e => e.Type == "user_viewed"))).ShouldBeFalse();
        (await ReadAsync(administrator, member.Id, new string('x', 200))).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("01a20132-6690-7b6a-9dd5-52967f107b3d")]
    [InlineData("nobody")]
    [InlineData("1")]
    public async Task Somebody_who_is_not_there_is_not_found(string id)
    {
        var administrator = await App.NewAdministratorAsync();

        await (await administrator.Client.CallAsync($"GET /api/v1/users/{id}")).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task A_member_may_not_read_anybody_and_does_not_learn_who_is_there()
    {
        var member = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();

        foreach (var id in new[] { other.Id, member.Id, Guid.NewGuid() })
            await (await member.Client.CallAsync($"GET /api/v1/users/{id}")).ShouldBeProblemAsync(403, "forbidden");
        await (await App.Client.CallAsync($"GET /api/v1/users/{other.Id}")).ShouldBeProblemAsync(401, "token_missing");
    }

    private static async Task<HttpResponseMessage> ReadAsync(Member administrator, Guid id, string? reason)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/users/{id}");
        if (reason is not null)
            request.Headers.TryAddWithoutValidation("X-Audit-Reason", reason);
        return await administrator.Client.SendAsync(request);
    }
}
