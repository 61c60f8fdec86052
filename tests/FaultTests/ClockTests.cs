using Auth.FaultTests.Harness;
using Auth.IntegrationTests;
using Microsoft.Extensions.Time.Testing;

namespace Auth.FaultTests;

/// <summary>Two nodes on one database, each with a clock of its own.</summary>
public sealed class ClockTests
{
    private const int Rounds = 20;

    [Theory, InlineData(45), InlineData(-45), InlineData(60), InlineData(-60)]
    public async Task Tokens_hold_on_both_nodes_though_the_clock_of_one_is_off(int seconds)
    {
        await using var scene = await Scene.PrepareAsync();
        var settings = scene.Environment.Where(s => s.Value is not null && !s.Key.StartsWith("ASPNETCORE_", StringComparison.Ordinal))
            .ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => s.Value!);
        var now = TimeProvider.System.GetUtcNow();
        await using AuthHost one = new(settings, new FakeTimeProvider(now)), two = new(settings, new FakeTimeProvider(now + TimeSpan.FromSeconds(seconds)));
        HttpClient[] nodes = [await one.StartAsync(), await two.StartAsync()];
        List<string> refused = [];
        var asked = 0;
        for (var round = 0; round < Rounds; round++)
            await UseAsync(nodes[round % 2], nodes[(round + 1) % 2], $"member{round}");

        var figures = new Figures($"clock of one of two nodes {seconds:+0;-0} s off");
        figures.None("answers other than they should be", refused, asked);
        figures.Judge();

        async Task UseAsync(HttpClient here, HttpClient there, string username)
        {
            await (await here.CallAsync("POST /api/v1/auth/register", Load.Registration(username))).ShouldBeAsync(201);
            var tokens = await (await AuthApp.LoginAsync(there, username, Load.Password)).ShouldBeAsync(200);
            var (access, refresh) = (tokens.Text("accessToken")!, tokens.Text("refreshToken")!);
            foreach (var node in (HttpClient[])[here, there, here, there])
            {
                await ExpectAsync(200, here.WithTokenAsync("GET /api/v1/users/me", access));
                await ExpectAsync(200, there.WithTokenAsync("GET /api/v1/users/me", access));
                using var refreshed = await node.CallAsync("POST /api/v1/auth/refresh", new { refreshToken = refresh });
                await ExpectAsync(200, Task.FromResult(refreshed));
                var successor = await refreshed.ShouldBeAsync(200);
                (access, refresh) = (successor.Text("accessToken")!, successor.Text("refreshToken")!);
            }

            await ExpectAsync(204, here.WithTokenAsync("POST /api/v1/auth/logout", access));
            await ExpectAsync(401, there.WithTokenAsync("GET /api/v1/users/me", access));
            await ExpectAsync(401, there.CallAsync("POST /api/v1/auth/refresh", new { refreshToken = refresh }));
        }

        async Task ExpectAsync(int status, Task<HttpResponseMessage> answering)
        {
            var answer = await answering;
            asked++;
            if ((int)answer.StatusCode != status)
                refused.Add($"{(int)answer.StatusCode} for {status}: {await answer.TextAsync()}");
        }
    }
}
