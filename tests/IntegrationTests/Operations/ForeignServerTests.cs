using Auth.IntegrationTests.Databases;
using MySqlConnector;

namespace Auth.IntegrationTests.Operations;

/// <summary>Servers that are set up otherwise than the tests' own.</summary>
[Trait("Database", "MariaDb")]
public sealed class ForeignServerTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task A_taken_name_is_refused_also_by_a_server_that_speaks_Korean()
    {
        await using var server = await TestMariaDb.StartAsync();
        await RunAsync(server, "SET GLOBAL lc_messages = 'ko_KR'; CREATE DATABASE auth;");
        await using var host = App.NewHost(("ConnectionStrings:Auth", ToAuth(server)));
        using var client = await host.StartAsync();
        await (await client.CallAsync("POST /api/v1/auth/register", App.FullRegistration("first"))).ShouldBeAsync(201);

        var again = App.FullRegistration("second");
        again["email"] = "FIRST@example.com";
        await (await client.CallAsync("POST /api/v1/auth/register", again)).ShouldBeProblemAsync(409, "email_taken");

        host.Logs.Lines.ShouldNotContain(line => line.Contains("first@example.com", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_limit_on_connections_is_answered_503_not_500()
    {
        await using var server = await TestMariaDb.StartAsync();
        await RunAsync(server, "CREATE DATABASE auth; CREATE USER few IDENTIFIED BY 'few'; GRANT ALL ON auth.* TO few;");
        var connection = new MySqlConnectionStringBuilder(ToAuth(server)) { UserID = "few", Password = "few" };
        await using var host = App.NewHost(("ConnectionStrings:Auth", connection.ConnectionString));
        using var client = await host.StartAsync();
        await RunAsync(server, "ALTER USER few WITH MAX_USER_CONNECTIONS 2;");

        var body = App.Registration("crowd");
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => client.CallAsync("POST /api/v1/auth/register", body)));

        answers.Select(a => (int)a.StatusCode).ShouldAllBe(status => status == 201 || status == 409 || status == 503);
        var refused = answers.First(a => (int)a.StatusCode == 503);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await refused.ShouldBeProblemAsync(503, "unavailable");
    }

    private static string ToAuth(TestMariaDb server) => new MySqlConnectionStringBuilder(server.ConnectionString) { Database = "auth" }.ConnectionString;

    private static async Task RunAsync(TestMariaDb server, string statements)
    {
        await using var connection = new MySqlConnection(server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new MySqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
