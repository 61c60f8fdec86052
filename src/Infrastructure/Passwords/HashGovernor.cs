using System.Diagnostics;
using Auth.Domain.Common;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Passwords;

/// <summary>
/// Hashing is the one dear step, so it gets threads of its own and a bounded queue. Networks take turns: one network's flood delays that network. What
/// does not fit is refused at once with an honest waiting time; who hangs up leaves the queue.
/// </summary>
internal sealed class HashGovernor : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedList<Job>> waitingByNetwork = [];
    private readonly Queue<string> turns = new();
    private readonly SemaphoreSlim available = new(0);
    private readonly CancellationTokenSource stopping = new();
    private readonly PasswordOptions options;
    private readonly int workers;
    private int waiting;
    private double secondsPerHash = 0.3;

    public HashGovernor(IOptions<PasswordOptions> options)
    {
        this.options = options.Value;
        workers = this.options.Workers > 0 ? this.options.Workers : Environment.ProcessorCount;
        for (var i = 0; i < workers; i++)
            new Thread(Work) { IsBackground = true, Name = $"hash worker {i}" }.Start();
    }

    /// <summary>Runs <paramref name="work"/> on a hash worker when its network's turn comes. Refused with <c>overloaded</c> where the queue or the network's share is full.</summary>
    public async Task<Result<T>> RunAsync<T>(string network, Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = new Job(network, () => Complete(done, work), () => done.TrySetCanceled(cancellationToken));
        lock (gate)
        {
            if (!TryEnqueue(job))
                return CommonErrors.Overloaded(TimeSpan.FromSeconds(Math.Ceiling(Math.Max(1, waiting * secondsPerHash / workers))));
        }

        available.Release();
        await using var registration = cancellationToken.UnsafeRegister(_ => Leave(job), null);
        return await done.Task;
    }

    public void Dispose()
    {
        stopping.Cancel();
        available.Release(workers);
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
        try
        {
            done.SetResult(work());
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    private bool TryEnqueue(Job job)
    {
        if (waiting >= options.QueueLength)
            return false;
        if (!waitingByNetwork.TryGetValue(job.Network, out var queue))
        {
            waitingByNetwork[job.Network] = queue = new LinkedList<Job>();
            turns.Enqueue(job.Network);
        }

        if (queue.Count >= options.QueueLengthPerNetwork)
            return false;
        job.Place = queue.AddLast(job);
        waiting++;
        return true;
    }

    private void Leave(Job job)
    {
        lock (gate)
        {
            if (job.Place is not { List: { } queue } place)
                return;
            queue.Remove(place);
            waiting--;
        }

        job.Cancel();
    }

    private void Work()
    {
        while (true)
        {
            available.Wait();
            if (stopping.IsCancellationRequested)
                return;
            if (Next() is not { } job)
                continue;
            var started = Stopwatch.GetTimestamp();
            job.Run();
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            lock (gate)
                secondsPerHash += (seconds - secondsPerHash) / 16;
        }
    }

    /// <summary>The first job of the network whose turn it is; networks with nothing left lose their turn.</summary>
    private Job? Next()
    {
        lock (gate)
        {
            while (turns.TryDequeue(out var network))
            {
                var queue = waitingByNetwork[network];
                if (queue.First is not { } place)
                {
                    waitingByNetwork.Remove(network);
                    continue;
                }

                queue.RemoveFirst();
                waiting--;
                turns.Enqueue(network);
                return place.Value;
            }
        }

        return null;
    }

    private sealed class Job(string network, Action run, Action cancel)
    {
        public string Network { get; } = network;

        public Action Run { get; } = run;

        public Action Cancel { get; } = cancel;

        public LinkedListNode<Job>? Place { get; set; }
    }
}
