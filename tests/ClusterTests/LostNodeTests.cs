using Auth.IntegrationTests;
using MySqlConnector;

namespace Auth.ClusterTests;

/// <summary>Nodes that go and come back while people register, log in and renew their tokens through three services that know all nodes.</summary>
public sealed class LostNodeTests(Deployment deployment)
{
    private static readonly string[] Tables = ["users", "consents", "credentials", "sessions", "signing_keys"];
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_a_node_is_killed_and_comes_back()
    {
        await using var traffic = new Traffic(deployment, deployment.OfAllNodes);
        await traffic.BeginAsync(newcomers: 6, sessions: 3);
        await PassAsync(5);

        var killed = traffic.Now;
        await deployment.Cluster.KillAsync(1);
        await PassAsync(15);
        var rejoining = traffic.Now;
        await deployment.Cluster.RejoinAsync(1);
        var rejoined = traffic.Now;
        await PassAsync(5);
        await traffic.EndAsync();

        Tell($"{traffic.Registered.Count} registrations; nothing written for {traffic.LongestPause(killed).TotalSeconds:0.0} s at the most; longest answer {traffic.LongestAnswer.TotalSeconds:0.0} s");
        Tell($"before {traffic.Statuses(default, killed)}; killed {traffic.Statuses(killed, rejoining)}; rejoining {(rejoined - rejoining).TotalSeconds:0.0} s {traffic.Statuses(rejoining, rejoined)}; after {traffic.Statuses(rejoined, traffic.Now)}");
        traffic.Faults.ShouldBeEmpty();
        traffic.LongestPause(killed).ShouldBeLessThan(LongestPause);
        traffic.LongestAnswer.ShouldBeLessThan(LongestAnswer);
        foreach (var node in GaleraCluster.Nodes)
        {
            var kept = await UsernamesAsync(node);
            traffic.Registered.Where(name => !kept.Contains(name)).ShouldBeEmpty($"lost on node {node}");
        }

        foreach (var token in traffic.RefreshTokens)
            await (await Deployment.RefreshAsync(deployment.OfOneNode[0], token)).ShouldBeAsync(200);
        await NodesShouldBeEqualAsync();
        await TrailShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_node_that_lost_the_others_is_passed_over()
    {
        await using var traffic = new Traffic(deployment, deployment.OfAllNodes);
        await traffic.BeginAsync(newcomers: 3, sessions: 3);
        await PassAsync(3);

        var isolated = traffic.Now;
        await deployment.Cluster.AskAsync(2, "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'");
        await PassAsync(15);
        var back = traffic.Now;
        await deployment.Cluster.AskAsync(2, "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'");
        await PassAsync(15);
        await traffic.EndAsync();

        Tell($"isolated: {traffic.Statuses(isolated, back)}; back: {traffic.Statuses(back, traffic.Now)}; nothing written for {traffic.LongestPause(isolated).TotalSeconds:0.0} s at the most");
        traffic.Faults.ShouldBeEmpty();
        traffic.LongestPause(isolated).ShouldBeLessThan(LongestPause);
        traffic.ShareAnswered(isolated + LongestPause, back).ShouldBeGreaterThan(0.9, "while the node was away");
        traffic.ShareAnswered(back + LongestPause, traffic.Now).ShouldBeGreaterThan(0.99, "once it was back");
    }

    private static Task PassAsync(int seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);

    private static void Tell(string figures) => TestContext.Current.TestOutputHelper!.WriteLine(figures);

    private async Task<HashSet<string>> UsernamesAsync(int node)
    {
        await using var connection = new MySqlConnection(deployment.Cluster.ConnectionStringOf(node));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new MySqlCommand("SELECT username FROM users", connection);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            names.Add(rows.GetString(0));
        return names;
    }

    /// <summary>Row for row, where nothing is written in the background.</summary>
    private async Task NodesShouldBeEqualAsync()
    {
        foreach (var table in Tables)
        {
            var rows = new List<string>();
            foreach (var node in GaleraCluster.Nodes)
                rows.Add(await deployment.Cluster.AskAsync(node, $"SELECT * FROM auth.{table} ORDER BY 1"));
            rows[0].ShouldNotBeEmpty(table);
            rows.Distinct().Count().ShouldBe(1, table);
        }
    }

    private async Task TrailShouldBeWholeAsync()
    {
        var verification = deployment.Start(deployment.Cluster.ConnectionString, "audit", "verify");
        (await verification.ExitAsync()).ShouldBe(0, string.Join(Environment.NewLine, verification.Output.Concat(verification.Errors)));
    }
}
