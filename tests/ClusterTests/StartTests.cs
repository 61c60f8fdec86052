
namespace Auth.ClusterTests;

/// <summary>Services that start, each with another node of the database first.</summary>
public sealed class StartTests(Deployment deployment)
{
    [Fact]
    public async Task Services_that_start_at_once_on_different_nodes_make_the_tables_and_the_first_keys_once()
    {
        var cluster = deployment.Cluster;
        await cluster.AskAsync(1, "CREATE DATABASE auth_start; GRANT ALL ON auth_start.* TO auth@'127.0.0.%'");
        var hosts = GaleraCluster.Nodes.Select(node => deployment.Start(InOther(cluster.ConnectionStringFrom(node)))).ToList();

        await Task.WhenAll(hosts.Select(host => host.SaysAsync("Ready.")));

        foreach (var host in hosts)
            // Those that make the first keys at the same moment are in each other's way, and try again.
            host.Output.Where(line => line.Contains("cannot", StringComparison.Ordinal) && !line.Contains("Deadlock found", StringComparison.Ordinal)).ShouldBeEmpty();
        foreach (var node in GaleraCluster.Nodes)
        {
            (await cluster.AskAsync(node, "SELECT COUNT(*), MAX(sequence) FROM auth_start.signing_keys")).Trim().ShouldBe("1\t1");
            (await cluster.AskAsync(node, "SELECT COUNT(*) FROM auth_start.audit_keys")).Trim().ShouldBe("1");
            (await cluster.LogAsync(node)).ShouldNotContain("Ignoring error", Case.Insensitive, "a table was changed twice");
        }

        foreach (var host in hosts)
            (await host.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Every_table_can_be_replicated()
    {
        var without = await deployment.Cluster.AskAsync(
            1,
            """
            SELECT t.table_name FROM information_schema.tables t
            LEFT JOIN information_schema.table_constraints c ON c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.constraint_type = 'PRIMARY KEY'
            WHERE t.table_schema = 'auth' AND (c.constraint_name IS NULL OR t.engine <> 'InnoDB')
            """);

        without.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cluster_whose_nodes_answer_before_they_have_what_others_wrote_is_refused()
    {
        // By itself the driver would ask the first.
        await deployment.Cluster.AskAsync(2, "SET GLOBAL wsrep_sync_wait = 1");
        try
        {
            var host = deployment.Start(deployment.Cluster.ConnectionString + ";LoadBalance=FailOver");

            (await host.ExitAsync()).ShouldBe(1);
            host.Errors.ShouldHaveSingleItem().ShouldContain("Set wsrep_sync_wait = 7");
        }
        finally
        {
            await deployment.Cluster.AskAsync(2, "SET GLOBAL wsrep_sync_wait = 7");
        }
    }

    private static string InOther(string connectionString) =>
        new MySqlConnector.MySqlConnectionStringBuilder(connectionString) { Database = "auth_start" }.ConnectionString;
}
