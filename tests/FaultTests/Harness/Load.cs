using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Auth.IntegrationTests;

namespace Auth.FaultTests.Harness;

/// <summary>An answer as the client saw it, at a time since the load began. The status is 0 where the connection ended without one.</summary>
internal sealed record Answer(string Call, TimeSpan At, TimeSpan Took, int Status, bool SaysWhen, string Code)
{
    public bool IsError => Status is 0 or >= 500;

    /// <summary>An honest refusal: the client is told to come back, and when.</summary>
    public bool IsPutOff => Status == 503 && SaysWhen;
}

/// <summary>
/// People who register and sessions that are renewed, on and on, each of them with the next request when the last one is answered; and somebody who asks all the time whether the service is live and ready.
/// Keeps what was acknowledged, so that it can be looked for afterwards.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    public const string Password = "slow boats drift at dusk";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient client;
    private readonly CancellationTokenSource stop = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly string series = Guid.NewGuid().ToString("N")[..8];
    private Task running = Task.CompletedTask;
    private bool isDisposed;
    private int underWay;

    private Load(HttpClient service)
    {
        client = new HttpClient { BaseAddress = service.BaseAddress, Timeout = Patience };
        LogScan.OfTheRun.Meet("a password", Password);
    }

    public TimeSpan Now => watch.Elapsed;

    public ConcurrentQueue<Answer> Answers { get; } = new();

    public ConcurrentQueue<Answer> Live { get; } = new();

    public ConcurrentQueue<Answer> Ready { get; } = new();

    /// <summary>The registrations that were answered with 201, in their order.</summary>
    public ConcurrentQueue<(TimeSpan At, string Username)> Registered { get; } = new();

    /// <summary>Names that were answered with 409 after a failure: the failed registration had come through.</summary>
    public ConcurrentQueue<string> FoundRegistered { get; } = new();

    public ConcurrentQueue<Family> Families { get; } = new();

    /// <summary>Of any sort that the service may not give: a 409 without a cause, a 401 for a token that was just given.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    /// <summary>The largest number of requests that waited for their answers.</summary>
    public int MostAtOnce { get; private set; }

    public int Rotations => Families.Sum(f => f.Rotations);

    public static Load Start(HttpClient service, int writers = 8, int sessions = 4)
    {
        var load = new Load(service);
        load.running = Task.WhenAll(
        [
            load.ProbeAsync("/health/live", load.Live),
            load.ProbeAsync("/health/ready", load.Ready),
            .. Enumerable.Range(0, writers).Select(load.RegisterOnAndOnAsync),
            .. Enumerable.Range(0, sessions).Select(load.RotateOnAndOnAsync),
        ]);
        return load;
    }

    public static object Registration(string username) =>
        new { username, password = Password, name = "홍길동", nickname = "길동", consentToPersonalData = true };

    /// <summary>Waits until so many more registrations were acknowledged.</summary>
    public async Task RegistersAsync(int more)
    {
        var goal = Registered.Count + more;
        for (var waited = Stopwatch.StartNew(); Registered.Count < goal; await Task.Delay(20))
        {
            if (running.IsFaulted)
                await running;
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1), $"only {Registered.Count} of {goal} registrations came about; the last answers: {string.Join(", ", Answers.TakeLast(5))}");
        }
    }

    /// <summary>
    /// Lets so many more requests a second arrive, whether or not those before them were answered: half of them with an access token, half of them logins. Ends with the time; the answer is awaited for
    /// the requests that were not answered at all.
    /// </summary>
    public async Task<Task<List<string>>> CrowdAsync(int perSecond, TimeSpan time)
    {
        var members = Families.ToList();
        List<Task<Answer>> arrived = [];
        using (var timer = new PeriodicTimer(TimeSpan.FromSeconds(1) / perSecond))
        {
            for (var arriving = Stopwatch.StartNew(); arriving.Elapsed < time && await timer.WaitForNextTickAsync();)
                {
                var member = members[arrived.Count / 2 % members.Count];
                arrived.Add(arrived.Count % 2 == 0 ? AskForOneselfAsync(member.AccessToken) : LogInAsync(member.Username));
            }
        }

        return Task.Run(async () => (await Task.WhenAll(arrived)).Where(a => a.Status == 0).Select(a => a.ToString()).ToList());
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        client.Dispose();
        stop.Dispose();
    }

    private async Task ProbeAsync(string path, ConcurrentQueue<Answer> answers)
    {
        while (!stop.IsCancellationRequested)
        {
            answers.Enqueue((await SendAsync(path, () => client.GetAsync(new Uri(path, UriKind.Relative)))).Answer);
            await Task.Delay(BetweenProbes);
        }
    }

    /// <summary>A name that failed is tried again until it is answered: whoever registers does so too.</summary>
    private async Task RegisterOnAndOnAsync(int writer)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var name = $"w{series}-{writer}-{i}";
            for (var hasFailed = false; !stop.IsCancellationRequested; hasFailed = true)
            {
                var answer = await PostAsync("register", Registration(name));
                if (answer.Answer.Status == 201)
                    Registered.Enqueue((answer.Answer.At, name));
                else if (answer.Answer.Status == 409 && hasFailed)
                    FoundRegistered.Enqueue(name);
                else if (!answer.Answer.IsError)
                    Wrong.Enqueue($"{name}: {answer.Answer}");
                if (!answer.Answer.IsError)
                    break;
                await Task.Delay(PauseAfterError);
            }
        }
    }

    /// <summary>Each token is shown twice at once, as by two tabs.</summary>
    private async Task RotateOnAndOnAsync(int session)
    {
        var username = $"s{series}-{session}";
        Family? family = null;
        while (!stop.IsCancellationRequested)
        {
            family ??= await BeginAsync(username);
            if (family is null)
            {
                await Task.Delay(PauseAfterError);
                continue;
            }

            var shown = family.Current;
            var answers = await Task.WhenAll(PostAsync("refresh", new { refreshToken = shown }), PostAsync("refresh", new { refreshToken = shown }));
            family.Take(shown, answers, Wrong);
            if (family.HasEnded)
                family = null;
            else if (family.Current == shown)
                await Task.Delay(PauseAfterError);
        }
    }

    private async Task<Family?> BeginAsync(string username)
    {
        var registered = await PostAsync("register", Registration(username));
        if (registered.Answer.IsError)
            return null;
        var login = await PostAsync("login", new { username, password = Password });
        if (login.Answer.Status != 200)
            return null;
        var family = new Family(username, login.Body.GetProperty("accessToken").GetString()!, login.Body.GetProperty("refreshToken").GetString()!);
        Families.Enqueue(family);
        return family;
    }

    private async Task<Answer> AskForOneselfAsync(string accessToken)
    {
        var (answer, _) = await SendAsync("me", () => client.WithTokenAsync("GET /api/v1/users/me", accessToken));
        Answers.Enqueue(answer);
        return answer;
    }

    private async Task<Answer> LogInAsync(string username) => (await PostAsync("login", new { username, password = Password })).Answer;

    private async Task<(Answer Answer, JsonElement Body)> PostAsync(string call, object body)
    {
        var answered = await SendAsync(call, () => client.PostAsJsonAsync($"/api/v1/auth/{call}", body));
        Answers.Enqueue(answered.Answer);
        return answered;
    }

    private async Task<(Answer Answer, JsonElement Body)> SendAsync(string call, Func<Task<HttpResponseMessage>> send)
    {
        var asked = watch.Elapsed;
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref underWay));
        try
        {
            using var response = await send();
            var text = await response.Content.ReadAsStringAsync();
            var body = text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
            LogScan.OfTheRun.MeetAnswer(body);
            var code = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("code", out var found) ? found.GetString()! : "";
            return (new Answer(call, watch.Elapsed, watch.Elapsed - asked, (int)response.StatusCode, response.Headers.RetryAfter is not null, code), body);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return (new Answer(call, watch.Elapsed, watch.Elapsed - asked, 0, false, e.Message), default);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }
}

/// <summary>The tokens of one session, as its owner got them.</summary>
internal sealed class Family(string username, string accessToken, string first)
{
    private readonly Dictionary<string, HashSet<string>> successors = [];
    public string Username => username;

    /// <summary>The one that the login gave.</summary>
    public string AccessToken => accessToken;

    public string Current { get; private set; } = first;

    /// <summary>The token before the current one, which was acknowledged as spent.</summary>
    public string? Spent { get; private set; }

    public int Rotations { get; private set; }

    /// <summary>The service has said that this session is over.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The last rotation that was asked for may have come through or not.</summary>
    public bool OutcomeIsUnknown { get; private set; }

    public int WithTwoSuccessors => successors.Values.Count(s => s.Count > 1);

    /// <summary>
    /// A rotation whose answer was lost may have come through; then its token, shown again past the leeway, is answered with <c>refresh_token_reused</c>. Any other 401 would mean that an acknowledged
    /// rotation was undone.
    /// </summary>
    public void Take(string shown, (Answer Answer, JsonElement Body)[] answers, ConcurrentQueue<string> wrong)
    {
        foreach (var (answer, body) in answers)
        {
            if (answer.Status == 200)
            {
                var successor = body.GetProperty("refreshToken").GetString()!;
                (successors.TryGetValue(shown, out var known) ? known : successors[shown] = []).Add(successor);
                (Spent, Current) = (shown, successor);
            }
            else if (answer.Status == 401)
            {
                HasEnded = true;
                if (answer.Code != "refresh_token_reused" && !(OutcomeIsUnknown && answers.Any(a => a.Answer.Code == "refresh_token_reused")))
                    wrong.Enqueue($"rotation {Rotations}: {answer}");
                else if (!OutcomeIsUnknown)
                    wrong.Enqueue($"rotation {Rotations} taken for theft: {answer}");
            }
        }

        var succeeded = Current != shown;
        if (succeeded)
            Rotations++;
        OutcomeIsUnknown = !succeeded && (OutcomeIsUnknown || answers.Any(a => a.Answer.IsError));
    }
}
