using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Auth.Domain.Common;
using Auth.Infrastructure.Passwords;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Auth.UnitTests.Passwords;

public sealed class HashGovernorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_does_not_fit_the_queue_is_refused_with_a_waiting_time_and_fits_again_later()
    {
        using var busy = await BusyGovernor.StartAsync(queueLength: 3, perNetwork: 3);
        var waiting = Enumerable.Range(0, 3).Select(i => busy.RunAsync($"network {i}")).ToList();

        var refused = await busy.RunAsync("network 9");

        refused.Error!.Code.ShouldBe("overloaded");
        refused.Error.Kind.ShouldBe(ErrorKind.Unavailable);
        refused.Error.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        busy.Release();
        foreach (var one in waiting)
            (await one.WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();
        (await busy.RunAsync("network 9").WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();
        busy.Ran.ShouldBe(["blocker", "network 0", "network 1", "network 2", "network 9"]);
    }

    [Fact]
    public async Task A_network_has_its_share_and_no_more()
    {
        using var busy = await BusyGovernor.StartAsync(queueLength: 10, perNetwork: 2);
        var first = busy.RunAsync("flood");
        var second = busy.RunAsync("flood");

        (await busy.RunAsync("flood")).Error!.Code.ShouldBe("overloaded");
        var other = busy.RunAsync("other");

        busy.Release();
        foreach (var one in new[] { first, second, other })
            (await one.WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task A_flood_of_one_network_delays_that_network()
    {
        using var busy = await BusyGovernor.StartAsync(queueLength: 100, perNetwork: 50);
        var flood = Enumerable.Range(0, 50).Select(_ => busy.RunAsync("flood")).ToList();
        var others = new[] { busy.RunAsync("other"), busy.RunAsync("third") };

        busy.Release();
        foreach (var one in flood.Concat(others))
            (await one.WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();

        busy.Ran.Skip(1).Take(3).ShouldBe(["flood", "other", "third"], ignoreOrder: true);
        busy.Ran.Count.ShouldBe(53);
    }

    [Fact]
    public async Task Networks_with_several_jobs_take_turns()
    {
        using var busy = await BusyGovernor.StartAsync(queueLength: 100, perNetwork: 50);
        var jobs = "aaabbb".Select(network => busy.RunAsync($"{network}")).ToList();

        busy.Release();
        foreach (var one in jobs)
            await one.WaitAsync(Patience, Cancellation);

        busy.Ran.ShouldBe(["blocker", "a", "b", "a", "b", "a", "b"]);
    }

    [Fact]
    public async Task Who_hangs_up_leaves_the_queue_and_frees_the_place()
    {
        using var busy = await BusyGovernor.StartAsync(queueLength: 1, perNetwork: 1);
        using var hangUp = new CancellationTokenSource();
        var cancelled = busy.RunUntilAsync("gone", hangUp.Token);
        (await busy.RunAsync("too many")).Error!.Code.ShouldBe("overloaded");

        await hangUp.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(cancelled.WaitAsync(Patience, Cancellation))).CancellationToken.ShouldBe(hangUp.Token);
        var next = busy.RunAsync("next");
        busy.Release();
        (await next.WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();
        busy.Ran.ShouldBe(["blocker", "next"]);
    }

    [Fact]
    public async Task Who_has_hung_up_already_does_not_wait()
    {
        using var busy = await BusyGovernor.StartAsync(queueLength: 1, perNetwork: 1);

        await Should.ThrowAsync<OperationCanceledException>(busy.RunUntilAsync("gone", new CancellationToken(canceled: true)).WaitAsync(Patience, Cancellation));

        busy.Release();
        (await busy.RunAsync("next").WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();
        busy.Ran.ShouldBe(["blocker", "next"]);
    }

    [Fact]
    public async Task Who_hangs_up_in_the_middle_of_a_hash_frees_its_lane()
    {
        using var busy = await BusyGovernor.StartAsync(queueLength: 2, perNetwork: 2);
        using var hangUp = new CancellationTokenSource();
        busy.Endless = "gone";
        var endless = busy.RunUntilAsync("gone", hangUp.Token);
        var other = busy.RunAsync("other");
        busy.Release();

        await hangUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(endless.WaitAsync(Patience, Cancellation));
        (await other.WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();
        busy.Ran.ShouldBe(["blocker", "other"]);
    }

    [Fact]
    public async Task Who_still_waits_when_the_service_ends_is_refused_and_so_is_who_comes_later()
    {
        using var busy = await BusyGovernor.StartAsync(queueLength: 2, perNetwork: 2);
        var waiting = busy.RunAsync("late");

        busy.Dispose();

        (await waiting.WaitAsync(Patience, Cancellation)).Error!.Code.ShouldBe("overloaded");
        (await busy.RunAsync("later").WaitAsync(Patience, Cancellation)).Error!.Code.ShouldBe("overloaded");
    }

    [Fact]
    public async Task What_goes_wrong_reaches_the_caller_and_the_worker_goes_on()
    {
        using var governor = Governor(new Engine { Working = task => _ = task.Cost == 9 ? throw new InvalidTimeZoneException("boom") : task }, queueLength: 1, perNetwork: 1);

        var failing = governor.RunAsync("a", isKnown: false, new HashTask([], [], 9), Cancellation);

        (await Should.ThrowAsync<InvalidTimeZoneException>(failing.WaitAsync(Patience, Cancellation))).Message.ShouldBe("boom");
        (await governor.RunAsync("a", isKnown: false, new HashTask([], [], 4), Cancellation).WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Work_runs_on_a_thread_of_the_governors_own_below_the_priority_of_requests()
    {
        var ofTests = NiceOfThisThread();
        var seen = ("", IsPooled: true, Nice: "");
        using var governor = Governor(
            new Engine { Working = _ => seen = (Thread.CurrentThread.Name!, Thread.CurrentThread.IsThreadPoolThread, NiceOfThisThread()) }, queueLength: 1, perNetwork: 1);

        await governor.RunAsync("a", isKnown: false, new HashTask([], [], 4), Cancellation);

        seen.ShouldBe(("hash worker 0", false, OperatingSystem.IsLinux() ? "10" : ""));
        NiceOfThisThread().ShouldBe(ofTests);
    }

    [Fact]
    public async Task Workers_share_what_there_is_and_one_alone_has_a_core_for_itself()
    {
        using var all = new Barrier(3);
        var lanes = new ConcurrentBag<int>();
        using var governor = new HashGovernor(
            Options.Create(new PasswordOptions { Workers = 3 }), () => new Engine(4) { Stepping = seated => { lanes.Add(seated); all.SignalAndWait(Patience).ShouldBeTrue(); } }, Metrics(), NullLogger<HashGovernor>.Instance);

        var jobs = Enumerable.Range(0, 3).Select(_ => governor.RunAsync("a", isKnown: false, new HashTask([], [], 4), Cancellation)).ToList();

        foreach (var job in jobs)
            (await job.WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();
        lanes.ShouldBe([1, 1, 1]);
    }

    [Fact]
    public async Task What_comes_while_all_cores_hash_takes_the_free_lanes_beside_it()
    {
        using var step = new SemaphoreSlim(0);
        using var stepped = new SemaphoreSlim(0);
        var lanes = new ConcurrentQueue<int>();
        using var governor = Governor(
            new Engine(3)
            {
                Steps = 2,
                Stepping = seated =>
                {
                    lanes.Enqueue(seated);
                    stepped.Release();
                    step.Wait(Patience).ShouldBeTrue();
                },
            },
            queueLength: 9,
            perNetwork: 9);
        var first = governor.RunAsync("first", isKnown: false, new HashTask([], [], 4), Cancellation);
        (await stepped.WaitAsync(Patience, Cancellation)).ShouldBeTrue();

        var others = Enumerable.Range(0, 3).Select(_ => governor.RunAsync("other", isKnown: false, new HashTask([], [], 4), Cancellation)).ToList();
        step.Release(9);

        foreach (var job in others.Append(first))
            (await job.WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();
        // The first alone; then all three lanes; when the first is done the last comes in, and in the end is alone.
        lanes.ShouldBe([1, 3, 3, 1]);
    }

    [Fact]
    public async Task It_tells_what_waits_what_runs_and_how_long_both_took()
    {
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, had) => had + value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, had) => had + value));
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => seen.AddOrUpdate(instrument.Name, 1, (_, had) => had + 1));
        var meters = new Meters();
        using var busy = await BusyGovernor.StartAsync(queueLength: 2, perNetwork: 2, meters: meters);
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (meters.Made.Contains(instrument.Meter))
                l.EnableMeasurementEvents(instrument);
        };
        listener.Start();

        var waiting = new[] { busy.RunAsync("a"), busy.RunAsync("b") };
        (await busy.RunAsync("c")).IsSuccess.ShouldBeFalse();
        listener.RecordObservableInstruments();

        seen["auth.password_hash.queued"].ShouldBe(2);
        seen["auth.password_hash.running"].ShouldBe(1);
        seen["auth.password_hash.refused"].ShouldBe(1);
        busy.Release();
        foreach (var one in waiting)
            await one.WaitAsync(Patience, Cancellation);
        seen["auth.password_hash.wait.duration"].ShouldBe(2);
        seen["auth.password_hash.duration"].ShouldBe(3);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static HashGovernor Governor(Engine engine, int queueLength, int perNetwork, Meters? meters = null) => new(
        Options.Create(new PasswordOptions { Workers = 1, QueueLength = queueLength, QueueLengthPerNetwork = perNetwork }), () => engine, Metrics(meters), NullLogger<HashGovernor>.Instance);

    private static HashMetrics Metrics(Meters? meters = null) => new(meters ?? new Meters());

    private static string NiceOfThisThread() => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Split(' ')[17] : "";

    private sealed class Meters : IMeterFactory
    {
        public ConcurrentBag<Meter> Made { get; } = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            Made.Add(meter);
            return meter;
        }

        public void Dispose()
        {
            foreach (var meter in Made)
                meter.Dispose();
        }
    }

    /// <summary>An engine that hashes nothing: each step and each end of a hash is what the test makes of it.</summary>
    private sealed class Engine(int seats = 1) : IHashEngine
    {
        private readonly List<HashTask> seated = [];

        public int Seats => seats;

        /// <summary>After how many steps a hash is done.</summary>
        public int Steps { get; init; } = 1;

        public Action<int> Stepping { get; init; } = _ => { };

        public Action<HashTask> Working { get; init; } = _ => { };

        public Func<HashTask, bool> IsEndless { get; init; } = _ => false;

        public void Seat(HashTask task)
        {
            task.Remaining = Steps;
            seated.Add(task);
        }

        public void Unseat(HashTask task) => seated.Remove(task);

        public void Advance()
        {
            Stepping(seated.Count);
            foreach (var task in seated.Where(task => !IsEndless(task)).ToList())
            {
                if (--task.Remaining > 0)
                    continue;
                Working(task);
                task.Show([]);
                seated.Remove(task);
            }
        }

        public void Dispose()
        {
        }
    }

    /// <summary>A governor whose only worker is at work until it is released, so that a queue can be built up.</summary>
    private sealed class BusyGovernor : IDisposable
    {
        private readonly HashGovernor governor;
        private readonly ManualResetEventSlim gate = new();
        private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private BusyGovernor(int queueLength, int perNetwork, Meters? meters) => governor = Governor(
            new Engine { Stepping = _ => Block(), Working = task => Ran.Enqueue(Encoding.UTF8.GetString(task.Salt)), IsEndless = IsEndlessFor },
            queueLength,
            perNetwork,
            meters);

        /// <summary>The networks in the order in which their jobs ran.</summary>
        public ConcurrentQueue<string> Ran { get; } = new();

        /// <summary>The one whose hashes never end.</summary>
        public string? Endless { get; set; }

        public static async Task<BusyGovernor> StartAsync(int queueLength, int perNetwork, Meters? meters = null)
        {
            var busy = new BusyGovernor(queueLength, perNetwork, meters);
            _ = busy.RunUntilAsync("blocker", CancellationToken.None);
            await busy.started.Task.WaitAsync(Patience, Cancellation);
            return busy;
        }

        public Task<Result<HashTask>> RunAsync(string network) => RunUntilAsync(network, Cancellation);

        public Task<Result<HashTask>> RunUntilAsync(string network, CancellationToken cancellationToken, bool isKnown = false) =>
            governor.RunAsync(network, isKnown, new HashTask([], Encoding.UTF8.GetBytes(network), 4), cancellationToken);

        public void Release() => gate.Set();

        public void Dispose()
        {
            governor.Dispose();
            gate.Set(); // Afterwards, or its worker would take what waits.
            Endless = null;
        }

        private bool IsEndlessFor(HashTask task) => Endless is not null && Encoding.UTF8.GetString(task.Salt) == Endless;

        private void Block()
        {
            started.TrySetResult();
            gate.Wait(Patience).ShouldBeTrue();
        }
    }
}
