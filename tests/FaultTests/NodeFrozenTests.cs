using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Auth.FaultTests.Harness;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Operations;

namespace Auth.FaultTests;

/// <summary>Two nodes behind the proxy as <c>deploy/</c> sets them up.</summary>
public sealed class NodeFrozenTests
{
    private const int Sessions = 8;

    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_node_that_hangs_costs_seconds_and_nobody_their_session()
    {
        var settings = Deployed.Settings;
        settings.Remove("Auth__Issuer").ShouldBeTrue(); // The service is asked for its own name before it is behind the proxy.
        settings["AllowedHosts"] += ";localhost;127.0.0.1";
        await using var scene = await Scene.StartAsync(settings);
        var folder = Directory.CreateTempSubdirectory("auth-faults-");
        await using var other = await HostProcess.StartReadyAsync(folder.FullName, scene.Environment);
        await using var proxy = await Nginx.StartAsync(scene.Client.BaseAddress!, other.Client.BaseAddress!);
        using var enough = new CancellationTokenSource();
        var answers = new ConcurrentQueue<Answer>();
        var since = Stopwatch.StartNew();
        var sessions = Enumerable.Range(0, Sessions).Select(UseAsync).ToArray();
        await Eventually.BecomesTrueAsync("sessions in use", () => Task.FromResult(answers.Count > 20 * Sessions));

        await other.FreezeAsync();
        await Task.Delay(Frozen, TestContext.Current.CancellationToken);
        await other.ThawAsync();
        var thawed = since.Elapsed;
        await Eventually.BecomesTrueAsync("requests afterwards", () => Task.FromResult(answers.Count(a => a.At > thawed) > 20 * Sessions));
        await enough.CancelAsync();
        await Task.WhenAll(sessions);
        folder.Delete(recursive: true);

        var figures = new Figures($"one of two nodes behind the proxy frozen (SIGSTOP) for {Frozen.TotalSeconds} s");
        figures.None("answers but 200", [.. answers.Where(a => a.Status != 200).Select(a => a.ToString())], answers.Count);
        figures.AtMost("sessions taken for stolen", await scene.CountAsync("SELECT COUNT(*) FROM audit_events WHERE type = 'refresh_token_reused'"), 0, "");
        figures.AtMost("slowest refresh", Slowest("refresh"), 10, " s");
        figures.AtMost("slowest read", Slowest("me"), 30, " s");
        figures.Judge();

        double Slowest(string call) => answers.Where(a => a.Call == call).Max(a => a.Took.TotalSeconds);

        async Task UseAsync(int session)
        {
            using var client = proxy.ClientFrom($"127.0.0.{100 + session}");
            var username = $"member{session}";
            await (await client.PostAsJsonAsync("/api/v1/auth/register", Load.Registration(username))).ShouldBeAsync(201);
            var tokens = await (await AuthApp.LoginAsync(client, username, Load.Password)).ShouldBeAsync(200);
            var (access, refresh) = (tokens.Text("accessToken")!, tokens.Text("refreshToken")!);
            while (!enough.IsCancellationRequested)
            {
                using var renewed = await AskAsync("refresh", () => client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = refresh }));
                if (renewed.IsSuccessStatusCode)
                {
                    tokens = await renewed.ShouldBeAsync(200);
                    (access, refresh) = (tokens.Text("accessToken")!, tokens.Text("refreshToken")!);
                }

                using var me = await AskAsync("me", () => client.WithTokenAsync("GET /api/v1/users/me", access));
            }
        }

        async Task<HttpResponseMessage> AskAsync(string call, Func<Task<HttpResponseMessage>> ask)
        {
            var asked = since.Elapsed;
            var answer = await ask();
            answers.Enqueue(new Answer(call, since.Elapsed, since.Elapsed - asked, (int)answer.StatusCode, answer.Headers.RetryAfter is not null, answer.IsSuccessStatusCode ? "" : await answer.TextAsync()));
            return answer;
        }
    }
}
