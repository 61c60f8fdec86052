using Auth.IntegrationTests;
using Auth.IntegrationTests.Operations;

namespace Auth.ClusterTests;

/// <summary>Services on different nodes behave as one.</summary>
public sealed class SeveralNodesTests(Deployment deployment)
{
    private const int Rounds = 15;

    private HostProcess First => deployment.OfOneNode[0];

    private HostProcess Second => deployment.OfOneNode[1];

    private HostProcess Third => deployment.OfOneNode[2];

    [Fact]
    public async Task What_was_written_through_one_node_is_read_through_the_others_at_once()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var username = deployment.NewName();
            await (await Deployment.RegisterAsync(First, username)).ShouldBeAsync(201);
            var tokens = await (await Deployment.LoginAsync(Second, username)).ShouldBeAsync(200);
            var access = tokens.Text("accessToken")!;
            await (await Deployment.AsAsync(Third, access, "GET /api/v1/users/me")).ShouldBeAsync(200);

            await (await Deployment.AsAsync(First, access, "PATCH /api/v1/users/me", new { nickname = $"nickname {round}" })).ShouldBeAsync(200);
            (await (await Deployment.AsAsync(Second, access, "GET /api/v1/users/me")).ShouldBeAsync(200)).Text("nickname").ShouldBe($"nickname {round}");

            var renewed = await (await Deployment.RefreshAsync(Third, tokens.Text("refreshToken")!)).ShouldBeAsync(200);
            renewed = await (await Deployment.RefreshAsync(First, renewed.Text("refreshToken")!)).ShouldBeAsync(200);

            await (await Deployment.AsAsync(Second, access, "POST /api/v1/auth/logout")).ShouldBeAsync(204);
            await (await Deployment.AsAsync(Third, access, "GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
            await (await Deployment.RefreshAsync(First, renewed.Text("refreshToken")!)).ShouldBeAsync(401);
        }
    }

    [Fact]
    public async Task One_refresh_token_through_all_nodes_at_once_gets_one_successor()
    {
        var refreshToken = (await deployment.NewMemberAsync(First)).RefreshToken;
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Deployment.RefreshAsync(deployment.OfOneNode[i % 3], refreshToken)));

            ShouldBeAnsweredOrPutOff(answers);
            var successors = await Task.WhenAll(answers.Where(a => (int)a.StatusCode == 200).Select(async a => (await a.ShouldBeAsync(200)).Text("refreshToken")!));
            refreshToken = successors.Distinct().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task One_name_registered_through_all_nodes_at_once_is_one_account()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var username = deployment.NewName();
            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Deployment.RegisterAsync(deployment.OfOneNode[i % 3], username)));

            answers.Select(a => (int)a.StatusCode).Where(status => status == 201).ShouldHaveSingleItem();
            answers.Select(a => (int)a.StatusCode).ShouldBeSubsetOf([201, 409, 503]);
        }
    }

    [Fact]
    public async Task Conflicts_between_nodes_are_tried_again_or_put_off_and_never_shown()
    {
        var member = await deployment.NewMemberAsync(First);
        var before = await ConflictsAsync();

        var answers = new List<HttpResponseMessage>();
        for (var round = 0; round < Rounds; round++)
            answers.AddRange(await Task.WhenAll(deployment.OfOneNode.Select(host =>
                Deployment.AsAsync(host, member.AccessToken, "PATCH /api/v1/users/me", new { nickname = $"nickname {round} {host.Id}" }))));

        ShouldBeAnsweredOrPutOff(answers);
        answers.Count(a => (int)a.StatusCode == 200).ShouldBeGreaterThan(answers.Count * 9 / 10);
        (await ConflictsAsync()).ShouldBeGreaterThan(before, "the nodes were never in each other's way");
    }

    [Fact]
    public async Task Wrong_passwords_through_all_nodes_share_one_budget()
    {
        var member = await deployment.NewMemberAsync(First);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Deployment.LoginAsync(deployment.OfOneNode[i % 3], member.Username, "a wrong password")));

        answers.Select(a => (int)a.StatusCode).ShouldBeSubsetOf([401, 429, 503]);
        answers.Count(a => (int)a.StatusCode == 401).ShouldBeInRange(1, 10);
        for (var more = 0; more < 12; more++)
            await Deployment.LoginAsync(deployment.OfOneNode[more % 3], member.Username, "a wrong password");
        foreach (var host in deployment.OfOneNode)
            await (await Deployment.LoginAsync(host, member.Username, "a wrong password")).ShouldBeProblemAsync(429, "too_many_attempts");
    }

    [Fact]
    public async Task A_login_with_the_former_password_through_another_node_does_not_outlive_its_change()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var member = await deployment.NewMemberAsync(First);
            const string next = "an even longer, quieter morning";
            var logins = Enumerable.Range(0, 4).Select(i => Deployment.LoginAsync(deployment.OfOneNode[1 + i % 2], member.Username)).ToList();
            var change = await Deployment.AsAsync(First, member.AccessToken, "PUT /api/v1/users/me/password", new { currentPassword = Deployment.Password, newPassword = next });
            await change.ShouldBeAsync(204);

            foreach (var login in await Task.WhenAll(logins))
            {
                ((int)login.StatusCode).ShouldBeOneOf(200, 401, 503);
                if ((int)login.StatusCode == 200)
                    await (await Deployment.AsAsync(Third, (await login.ShouldBeAsync(200)).Text("accessToken")!, "GET /api/v1/users/me")).ShouldBeAsync(401);
            }
        }
    }

    [Fact]
    public async Task Two_administrators_who_demote_each_other_through_different_nodes_leave_one()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await deployment.Cluster.AskAsync(1, "UPDATE auth.users SET role = 'member'");
            var one = await deployment.NewMemberAsync(First);
            var other = await deployment.NewMemberAsync(Second);
            await deployment.MakeAdministratorAsync(one.Id);
            await deployment.MakeAdministratorAsync(other.Id);

            var answers = await Task.WhenAll(
                Deployment.AsAsync(First, one.AccessToken, $"PATCH /api/v1/users/{other.Id}", new { role = "member" }),
                Deployment.AsAsync(Second, other.AccessToken, $"PATCH /api/v1/users/{one.Id}", new { role = "member" }));

            answers.Select(a => (int)a.StatusCode).ShouldAllBe(status => status == 200 || status == 403 || status == 409 || status == 503);
            var left = 2 - answers.Count(a => (int)a.StatusCode == 200);
            left.ShouldBeGreaterThan(0);
            (await deployment.Cluster.AskAsync(3, "SELECT COUNT(*) FROM auth.users WHERE role = 'admin'")).Trim().ShouldBe($"{left}");
        }
    }

    private static void ShouldBeAnsweredOrPutOff(IReadOnlyCollection<HttpResponseMessage> answers)
    {
        answers.Select(a => (int)a.StatusCode).ShouldBeSubsetOf([200, 503]);
        answers.Where(a => (int)a.StatusCode == 503).ShouldAllBe(a => a.Headers.RetryAfter != null);
    }

    /// <summary>How many transactions gave way to one of another node.</summary>
    private async Task<long> ConflictsAsync()
    {
        var sum = 0L;
        foreach (var node in GaleraCluster.Nodes)
            sum += await deployment.Cluster.StatusAsync(node, "wsrep_local_cert_failures") + await deployment.Cluster.StatusAsync(node, "wsrep_local_bf_aborts");
        return sum;
    }
}
