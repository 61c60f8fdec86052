using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Auth.Infrastructure.Throttling;

namespace Auth.Benchmarks;

/// <summary>
/// Wrong passwords for one account from many networks within a minute, under the limits and the cost that the service begins with. In the midst of it the owner logs in from where they did before.
/// The networks are told by a proxy that is believed.
/// </summary>
internal static class Attack
{
    private const int Networks = 200;
    private const int GuessesOfEach = 50;
    private const int QuietLogins = 20;
    private const string Owner = "owner";
    private const string Home = "198.51.100.7";
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLogins = TimeSpan.FromSeconds(3);

    public static readonly Dictionary<string, string?> Settings = new() { ["Auth__Proxies__0"] = "127.0.0.1" };

    /// <summary>Whether the owner got in each time and the strangers got no more than their budget.</summary>
    public static async Task<bool> MeasureAsync(Service service)
    {
        const string password = "slow boats drift at dusk";
        using var register = await SendAsync(service, Home, "register", new
        {
            username = Owner, password, name = "Owner", nickname = "Owner", consentToPersonalData = true,
        });
        register.EnsureSuccessStatusCode();
        var quiet = new List<double>();
        for (var i = 0; i <= QuietLogins; i++)
        {
            var (status, milliseconds) = await LogInAsync(service, Home, password);
            if (status != 200)
                throw new InvalidOperationException($"The owner cannot log in: {status}.");
            if (i > 0) // The first one warms up.
                quiet.Add(milliseconds);
        }

        var started = Stopwatch.StartNew();
        var strangers = Task.WhenAll(Enumerable.Range(0, Networks).Select(network => GuessAsync(service, network)));
        var logins = new List<(int Status, double Milliseconds)>();
        while (!strangers.IsCompleted)
        {
            await Task.WhenAny(strangers, Task.Delay(BetweenLogins));
            if (!strangers.IsCompleted)
                logins.Add(await LogInAsync(service, Home, password));
        }

        var guesses = (await strangers).SelectMany(g => g).ToList();
        return Tell(quiet, logins, guesses, started.Elapsed);
    }

    /// <summary>As a program guesses that does not wait for the answers.</summary>
    private static async Task<(int Status, double Milliseconds)[]> GuessAsync(Service service, int network)
    {
        var between = Length / GuessesOfEach;
        await Task.Delay(between / Networks * network);
        using var timer = new PeriodicTimer(between);
        var answers = new List<Task<(int, double)>>();
        for (var i = 0; i < GuessesOfEach; i++)
        {
            answers.Add(LogInAsync(service, string.Create(CultureInfo.InvariantCulture, $"203.0.113.{network}"), $"guess {network} {i}"));
            await timer.WaitForNextTickAsync();
        }

        return await Task.WhenAll(answers);
    }

    private static bool Tell(List<double> quiet, List<(int Status, double Milliseconds)> logins, List<(int Status, double Milliseconds)> guesses, TimeSpan elapsed)
    {
        var budget = new ThrottlingOptions().FailuresPerAccountOverall;
        var judged = guesses.Count(g => g.Status == 401);
        var let = logins.Count(l => l.Status == 200);
        Print($"{guesses.Count:N0} wrong passwords for one account from {Networks} networks in {elapsed.TotalSeconds:0} s");
        foreach (var answers in guesses.GroupBy(g => g.Status).OrderBy(g => g.Key))
            Print($"  {answers.Key}: {answers.Count():N0}, p50 {At(answers.Select(a => a.Milliseconds), 0.50):0.0} ms, p95 {At(answers.Select(a => a.Milliseconds), 0.95):0.0} ms");
        Print($"judged: {judged} of a budget of {budget}");
        Print($"owner, in the midst of it: {let} of {logins.Count} logins at the first try");
        var (before, during) = (At(quiet, 0.50), At(logins.Select(l => l.Milliseconds), 0.50));
        Print($"  quiet: p50 {before:0} ms, slowest {quiet.Max():0} ms; attacked: p50 {during:0} ms, slowest {logins.Max(l => l.Milliseconds):0} ms; ratio of the p50 {during / before:0.00}");
        return let == logins.Count && judged <= budget;
    }

    private static async Task<(int Status, double Milliseconds)> LogInAsync(Service service, string from, string password)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await SendAsync(service, from, "login", new { username = Owner, password });
        await response.Content.ReadAsByteArrayAsync();
        return ((int)response.StatusCode, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static async Task<HttpResponseMessage> SendAsync(Service service, string from, string call, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/auth/{call}") { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Forwarded-For", from);
        return await service.Nobody.SendAsync(request);
    }

    private static double At(IEnumerable<double> times, double share)
    {
        List<double> sorted = [.. times.Order()];
        return sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
