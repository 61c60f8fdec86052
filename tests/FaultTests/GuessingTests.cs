using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Auth.FaultTests.Harness;
using Auth.IntegrationTests;

namespace Auth.FaultTests;

/// <summary>With the limits and the cost of a password that the service comes with.</summary>
public sealed class GuessingTests
{
    private const int Guessers = 100;
    private const string Home = "198.51.100.7";
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_hundred_who_guess_at_once_from_networks_of_their_own_do_not_keep_the_others_from_the_service()
    {
        await using var scene = await Scene.StartAsync(new() { ["Auth__Passwords__Cost"] = null, ["Auth__Proxies__0"] = "127.0.0.1" });
        using (var registered = await SendAsync(scene.Client, Home, "register", Load.Registration("owner")))
            await registered.ShouldBeAsync(201);
        var tokens = await LogInAsync(scene.Client);
        var memory = scene.WorkingSet();
        var statuses = new ConcurrentQueue<int>();
        List<double> live = [], refreshes = [];
        using var stop = new CancellationTokenSource(Time);

        await Task.WhenAll(
        [
            .. Enumerable.Range(0, Guessers).Select(guesser => GuessAsync(scene.Client, guesser, statuses, stop.Token)),
            TimedAsync(live, async () => await (await scene.Client.CallAsync("GET /health/live")).ShouldBeAsync(200), stop.Token),
            TimedAsync(refreshes, RefreshAsync, stop.Token),
        ]);
        var grown = scene.WorkingSet() - memory;
        var login = Stopwatch.StartNew();
        await LogInAsync(scene.Client);

        var figures = new Figures($"{Guessers} at once guessing for {Time.TotalSeconds} s");
        figures.Say("guesses", statuses.Count, "");
        figures.None("answers but 401, 429, 503", [.. statuses.Where(s => s is not (401 or 429 or 503)).Select(s => $"{s}")], statuses.Count);
        figures.AtMost("live, median", Median(live), 0.5, " s");
        figures.AtMost("refresh, median", Median(refreshes), 1, " s");
        figures.AtMost("memory grown by", grown, 200, " MB");
        figures.AtMost("login afterwards", login.Elapsed.TotalSeconds, 3, " s");
        figures.Judge();

        async Task RefreshAsync()
        {
            using var refreshed = await SendAsync(scene.Client, Home, "refresh", new { refreshToken = tokens.Text("refreshToken") });
            tokens = await refreshed.ShouldBeAsync(200);
        }
    }

    /// <summary>At somebody else each time, so that the budget of no account answers in place of the hash.</summary>
    private static async Task GuessAsync(HttpClient client, int guesser, ConcurrentQueue<int> statuses, CancellationToken stop)
    {
        for (var guess = 0; !stop.IsCancellationRequested; guess++)
        {
            using var answer = await SendAsync(
                client, string.Create(CultureInfo.InvariantCulture, $"203.0.113.{guesser}"), "login", new { username = $"victim{guesser}-{guess}", password = "what somebody guesses" });
            statuses.Enqueue((int)answer.StatusCode);
        }
    }

    private static async Task TimedAsync(List<double> seconds, Func<Task> call, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var asked = Stopwatch.StartNew();
            await call();
            seconds.Add(asked.Elapsed.TotalSeconds);
            await Task.Delay(BetweenCalls, CancellationToken.None);
        }
    }

    private static async Task<JsonElement> LogInAsync(HttpClient client)
    {
        using var login = await SendAsync(client, Home, "login", new { username = "owner", password = Load.Password });
        return await login.ShouldBeAsync(200);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string from, string call, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/auth/{call}") { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Forwarded-For", from);
        return await client.SendAsync(request);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
