using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Auth.FaultTests.Harness;
using Auth.IntegrationTests;
using MySqlConnector;

namespace Auth.FaultTests;

public sealed class DeadlockTests
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(15);

    /// <summary>Somebody else locks the rows of a login and of a new password in the other order, with so much written before that the service's transaction is the one to give way.</summary>
    [Fact]
    public async Task Deadlocks_are_run_again_or_put_off_and_never_answered_500()
    {
        await using var scene = await Scene.StartAsync(new() { ["Auth__Passwords__Cost"] = "4", ["ASPNETCORE_ENVIRONMENT"] = "Development" });
        await scene.ExecuteAsync("CREATE TABLE ballast (id INT AUTO_INCREMENT PRIMARY KEY, text CHAR(10))");
        await (await scene.Client.PostAsJsonAsync("/api/v1/auth/register", Load.Registration("contended"), TestContext.Current.CancellationToken)).ShouldBeAsync(201);
        var answers = new ConcurrentQueue<int>();
        using var stop = new CancellationTokenSource(Time);

        await Task.WhenAll(
        [
            .. Enumerable.Range(0, 2).Select(_ => LockInTheOtherOrderAsync(scene, stop.Token)),
            .. Enumerable.Range(0, AtOnce).Select(_ => LogInOnAndOnAsync(scene, answers, stop.Token)),
            ChangeProfileOnAndOnAsync(scene, answers, stop.Token),
        ]);

        var deadlocks = (await scene.ListAsync("SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'Innodb_deadlocks'")).Single();
        var figures = new Figures($"deadlocks for {Time.TotalSeconds} s");
        figures.AtLeast("deadlocks", double.Parse(deadlocks, System.Globalization.CultureInfo.InvariantCulture), 20, "");
        figures.None("answers but 200 and 503", [.. answers.Where(a => a is not (200 or 503)).Select(a => $"{a}")], answers.Count);
        figures.Say("answers of 503", answers.Count(a => a == 503), "");
        figures.Judge();
    }

    private static async Task LockInTheOtherOrderAsync(Scene scene, CancellationToken stop)
    {
        await using var connection = await scene.ConnectAsync();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var command = new MySqlCommand(
                    """
                    BEGIN;
                    INSERT INTO ballast (text) SELECT 'x' FROM seq_1_to_200;
                    UPDATE credentials c SET c.version = c.version + 1 WHERE c.user_id = (SELECT id FROM users WHERE username = 'contended');
                    DO SLEEP(0.01);
                    UPDATE users SET nickname = CONCAT('x', RAND()) WHERE username = 'contended';
                    ROLLBACK
                    """,
                    connection);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (MySqlException e) when (e.ErrorCode is MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout)
            {
                // This side gave way.
            }
        }
    }

    private static async Task LogInOnAndOnAsync(Scene scene, ConcurrentQueue<int> answers, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var login = await AuthApp.LoginAsync(scene.Client, "contended", Load.Password);
            answers.Enqueue((int)login.StatusCode);
        }
    }

    private static async Task ChangeProfileOnAndOnAsync(Scene scene, ConcurrentQueue<int> answers, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = scene.Client.BaseAddress };
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            if (client.DefaultRequestHeaders.Authorization is null)
            {
                using var login = await AuthApp.LoginAsync(client, "contended", Load.Password);
                if (!login.IsSuccessStatusCode)
                    continue;
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await login.ShouldBeAsync(200)).Text("accessToken"));
            }

            using var change = await client.CallAsync("PATCH /api/v1/users/me", new { nickname = $"nickname {i}" });
            if ((int)change.StatusCode == 401)
                client.DefaultRequestHeaders.Authorization = null; // More than a hundred sessions began since.
            else
                answers.Enqueue((int)change.StatusCode);
        }
    }
}
