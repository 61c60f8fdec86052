using System.Collections.Concurrent;
using Auth.Domain.Common;
using Auth.Infrastructure.Passwords;
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
        busy.Ran.ShouldBe(["network 0", "network 1", "network 2", "network 9"]);
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

        busy.Ran.Take(3).ShouldBe(["flood", "other", "third"], ignoreOrder: true);
        busy.Ran.Count.ShouldBe(52);
    }

    [Fact]
    public async Task Networks_with_several_jobs_take_turns()
    {
        using var busy = await BusyGovernor.StartAsync(queueLength: 100, perNetwork: 50);
        var jobs = "aaabbb".Select(network => busy.RunAsync($"{network}")).ToList();

        busy.Release();
        foreach (var one in jobs)
            await one.WaitAsync(Patience, Cancellation);

        busy.Ran.ShouldBe(["a", "b", "a", "b", "a", "b"]);
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
        busy.Ran.ShouldBe(["next"]);
    }

    [Fact]
    public async Task Who_has_hung_up_already_does_not_wait()
    {
        using var busy = await BusyGovernor.StartAsync(queueLength: 1, perNetwork: 1);

        await Should.ThrowAsync<OperationCanceledException>(busy.RunUntilAsync("gone", new CancellationToken(canceled: true)).WaitAsync(Patience, Cancellation));

        busy.Release();
        (await busy.RunAsync("next").WaitAsync(Patience, Cancellation)).IsSuccess.ShouldBeTrue();
        busy.Ran.ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_hash_under_way_is_finished_though_its_caller_hangs_up()
    {
        using var governor = Governor(queueLength: 1, perNetwork: 1);
        using var hangUp = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = governor.RunAsync("gone", isKnown: false, () => Block(started, gate), hangUp.Token);
        await started.Task.WaitAsync(Patience, Cancellation);

        await hangUp.CancelAsync();
        gate.Set();

        (await running.WaitAsync(Patience, Cancellation)).Value.ShouldBe(1);
    }

    [Fact]
    public async Task What_goes_wrong_reaches_the_caller_and_the_worker_goes_on()
    {
        using var governor = Governor(queueLength: 1, perNetwork: 1);

        var failing = governor.RunAsync<int>("a", isKnown: false, () => throw new InvalidTimeZoneException("boom"), Cancellation);

        (await Should.ThrowAsync<InvalidTimeZoneException>(failing.WaitAsync(Patience, Cancellation))).Message.ShouldBe("boom");
        (await governor.RunAsync("a", isKnown: false, () => 2, Cancellation).WaitAsync(Patience, Cancellation)).Value.ShouldBe(2);
    }

    [Fact]
    public async Task Work_runs_on_a_thread_of_the_governors_own()
    {
        using var governor = Governor(queueLength: 1, perNetwork: 1);

        var (name, pooled) = (await governor.RunAsync("a", isKnown: false, () => (Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread), Cancellation)).Value;

        name.ShouldBe("hash worker 0");
        pooled.ShouldBeFalse();
    }

    [Fact]
    public async Task As_many_run_at_once_as_there_are_workers()
    {
        using var governor = new HashGovernor(Options.Create(new PasswordOptions { Workers = 3 }));
        using var all = new Barrier(3);

        var jobs = Enumerable.Range(0, 3).Select(_ => governor.RunAsync("a", isKnown: false, () => all.SignalAndWait(Patience), Cancellation)).ToList();

        foreach (var job in jobs)
            (await job.WaitAsync(Patience, Cancellation)).Value.ShouldBeTrue();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static HashGovernor Governor(int queueLength, int perNetwork) =>
        new(Options.Create(new PasswordOptions { Workers = 1, QueueLength = queueLength, QueueLengthPerNetwork = perNetwork }));

    private static int Block(TaskCompletionSource started, ManualResetEventSlim gate)
    {
        started.SetResult();
        gate.Wait(Patience).ShouldBeTrue();
        return 1;
    }

    /// <summary>A governor whose only worker is at work until it is released, so that a queue can be built up.</summary>
    private sealed class BusyGovernor : IDisposable
    {
        private readonly HashGovernor governor;
        private readonly ManualResetEventSlim gate = new();

        private BusyGovernor(HashGovernor governor) => this.governor = governor;

        /// <summary>The networks in the order in which their jobs ran.</summary>
        public ConcurrentQueue<string> Ran { get; } = new();

        public static async Task<BusyGovernor> StartAsync(int queueLength, int perNetwork)
        {
            var busy = new BusyGovernor(Governor(queueLength, perNetwork));
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = busy.governor.RunAsync("blocker", isKnown: false, () => Block(started, busy.gate), CancellationToken.None);
            await started.Task.WaitAsync(Patience, Cancellation);
            return busy;
        }

        public Task<Result<int>> RunAsync(string network) => RunUntilAsync(network, Cancellation);

        public Task<Result<int>> RunUntilAsync(string network, CancellationToken cancellationToken, bool isKnown = false) => governor.RunAsync(
            network,
            isKnown,
            () =>
            {
                Ran.Enqueue(network);
                return Ran.Count;
            },
            cancellationToken);

        public void Release() => gate.Set();

        public void Dispose()
        {
            gate.Set();
            governor.Dispose();
        }
    }
}
