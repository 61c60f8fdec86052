using System.Collections.Concurrent;
using System.Diagnostics;
using Auth.IntegrationTests;
using Auth.IntegrationTests.Operations;

namespace Auth.ClusterTests;

/// <summary>People who register, log in and renew their tokens without a pause through several services, until it is stopped.</summary>
internal sealed class Traffic(Deployment deployment, IReadOnlyList<HostProcess> hosts) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<(TimeSpan Asked, TimeSpan Answered, int Status, string Kind)> answers = new();
    private readonly ConcurrentQueue<string> registered = new();
    private readonly ConcurrentQueue<string> faults = new();
    private readonly ConcurrentBag<string> refreshTokens = [];
    private Task[] people = [];

    /// <summary>The names whose registration was acknowledged.</summary>
    public IReadOnlyCollection<string> Registered => registered;

    /// <summary>What nobody should be shown, and what should not happen: other statuses than those of success and 503, and a second successor of a token.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <summary>The newest refresh token of each session that was renewed to the end.</summary>
    public IReadOnlyCollection<string> RefreshTokens => refreshTokens;

    public TimeSpan Now => clock.Elapsed;

    public TimeSpan LongestAnswer => answers.Max(a => a.Answered - a.Asked);

    public async Task BeginAsync(int newcomers, int sessions)
    {
        var members = await Task.WhenAll(Enumerable.Range(0, sessions).Select(i => deployment.NewMemberAsync(hosts[i % hosts.Count])));
        people = [.. Enumerable.Range(0, newcomers).Select(RegisterOnAndOnAsync), .. members.Select(RenewOnAndOnAsync), .. hosts.Select(host => LogInOnAndOnAsync(host, members[0]))];
    }

    public async Task EndAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(people);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        stop.Dispose();
    }

    /// <summary>The longest time in which nothing was written, from <paramref name="since"/> on.</summary>
    public TimeSpan LongestPause(TimeSpan since)
    {
        var written = answers.Where(a => a.Status < 300 && a.Answered >= since).Select(a => a.Answered).Order().Prepend(since).ToList();
        return written.Zip(written.Skip(1), (one, next) => next - one).Max();
    }

    /// <summary>How many answers of each status there were, of what was asked in this time.</summary>
    public string Statuses(TimeSpan from, TimeSpan to) => string.Join(", ", answers.Where(a => a.Asked >= from && a.Asked < to).GroupBy(a => a.Status).OrderBy(g => g.Key).Select(g => $"{g.Count()} of {g.Key}"));

    public double ShareAnswered(TimeSpan from, TimeSpan to) => answers.Where(a => a.Asked >= from && a.Asked < to).Average(a => a.Status < 300 ? 1.0 : 0);

    private async Task RegisterOnAndOnAsync(int number)
    {
        for (var turn = number; !stop.IsCancellationRequested; turn++)
        {
            var username = deployment.NewName();
            if (await AskAsync("register", () => Deployment.RegisterAsync(hosts[turn % hosts.Count], username)) is null)
                continue;
            registered.Enqueue(username);
            await AskAsync("login", () => Deployment.LoginAsync(hosts[(turn + 1) % hosts.Count], username));
        }
    }

    /// <summary>One account through every service, so that what its logins count is what nodes are in each other's way about.</summary>
    private async Task LogInOnAndOnAsync(HostProcess host, SignedIn member)
    {
        while (!stop.IsCancellationRequested)
            await AskAsync("login again", () => Deployment.LoginAsync(host, member.Username));
    }

    /// <summary>Each token is shown to two services at once. Who is put off shows it again.</summary>
    private async Task RenewOnAndOnAsync(SignedIn member)
    {
        var token = member.RefreshToken;
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var successors = await Task.WhenAll(
                AskAsync("refresh", () => Deployment.RefreshAsync(hosts[turn % hosts.Count], token)),
                AskAsync("refresh", () => Deployment.RefreshAsync(hosts[(turn + 1) % hosts.Count], token)));
            var different = successors.OfType<string>().Distinct().ToList();
            if (different.Count > 1)
                faults.Enqueue($"{member.Username} has two live successors");
            token = different.FirstOrDefault() ?? token;
        }

        refreshTokens.Add(token);
    }

    /// <summary>The refresh token of the answer, an empty text where it has none; null where the service put it off.</summary>
    private async Task<string?> AskAsync(string kind, Func<Task<HttpResponseMessage>> ask)
    {
        var asked = clock.Elapsed;
        try
        {
            using var response = await ask();
            var (status, text) = ((int)response.StatusCode, await response.TextAsync());
            answers.Enqueue((asked, clock.Elapsed, status, kind));
            if (status is 200 or 201)
            {
                var answer = await response.ShouldBeAsync(status);
                LogScan.OfTheRun.MeetAnswer(answer);
                return answer.TryGetProperty("refreshToken", out var token) ? token.GetString() : "";
            }

            if (status != 503 || response.Headers.RetryAfter is null)
                faults.Enqueue($"{kind} at {asked}: {status} {text}");
        }
        catch (Exception e)
        {
            faults.Enqueue($"{kind} at {asked}: {e.Message}");
        }

        return null;
    }
}
