using System.ComponentModel;
using System.Diagnostics;
using Auth.Domain.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Passwords;

/// <summary>
/// Hashing is the one dear step, so it gets threads of its own, below the priority of requests, and a bounded queue (<see cref="HashQueue"/>). What does not fit, or has to make room, is refused at
/// once with an honest waiting time; who hangs up leaves the queue, or the lane. A worker takes up what waits whenever a lane is free and every other worker has as much to do.
/// </summary>
internal sealed class HashGovernor : IDisposable
{
    private readonly object gate = new();
    private readonly HashQueue queue;
    private readonly Func<IHashEngine> makeEngine;
    private readonly HashMetrics metrics;
    private readonly ILogger log;
    private readonly int workers;
    private int idle;
    private int running;
    private bool isStopping;
    private double secondsPerHash = 0.3;

    public HashGovernor(IOptions<PasswordOptions> options, Func<IHashEngine> makeEngine, HashMetrics metrics, ILogger<HashGovernor> log)
    {
        this.makeEngine = makeEngine;
        this.metrics = metrics;
        this.log = log;
        queue = new HashQueue(options.Value.QueueLength, options.Value.QueueLengthPerNetwork);
        workers = options.Value.Workers > 0 ? options.Value.Workers : Environment.ProcessorCount;
        metrics.Watch(() => Locked(() => queue.Waiting), () => Locked(() => running));
        for (var i = 0; i < workers; i++)
            new Thread(Work) { IsBackground = true, Name = $"hash worker {i}" }.Start();
    }

    /// <summary>
    /// Has the hash worked out when its turn comes, ahead of strangers' where <paramref name="isKnown"/>. Refused with <c>overloaded</c> where the queue or the network's share is full, and where it
    /// has to make room for a quieter network.
    /// </summary>
    public async Task<Result<HashTask>> RunAsync(string network, bool isKnown, HashTask task, CancellationToken cancellationToken)
    {
        var job = new HashJob(network, isKnown, task);
        if (!TryAdd(job, out var displaced))
            job.Refuse(Overloaded());
        displaced?.Refuse(Overloaded());
        await using var registration = cancellationToken.UnsafeRegister(_ => Leave(job, cancellationToken), null);
        return await job.Done;
    }

    /// <summary>What waits or is under way is refused.</summary>
    public void Dispose()
    {
        List<HashJob> waiting = [];
        lock (gate)
        {
            isStopping = true;
            while (queue.Next() is { } job)
                waiting.Add(job);
            Monitor.PulseAll(gate);
        }

        foreach (var job in waiting)
            job.Refuse(Overloaded());
    }

    private bool TryAdd(HashJob job, out HashJob? displaced)
    {
        lock (gate)
        {
            displaced = null;
            if (isStopping || !queue.TryAdd(job, out displaced))
                return false;
            Monitor.Pulse(gate);
            return true;
        }
    }

    private Error Overloaded()
    {
        metrics.Refused.Add(1);
        lock (gate)
            return CommonErrors.Overloaded(TimeSpan.FromSeconds(Math.Ceiling(Math.Max(1, queue.Waiting * secondsPerHash / workers))));
    }

    private void Leave(HashJob job, CancellationToken cancellationToken)
    {
        bool waited;
        lock (gate)
            waited = queue.Remove(job);
        if (waited)
            job.Task.ForgetPassword();
        job.Cancel(cancellationToken);
    }

    private void Work()
    {
        try
        {
            BackgroundThread.Enter();
        }
        catch (Exception e) when (e is Win32Exception or DllNotFoundException or EntryPointNotFoundException)
        {
            log.PriorityRefused(e.Message);
        }

        using var engine = makeEngine();
        var seated = new List<HashJob>(engine.Seats);
        while (Take(seated, engine.Seats))
        {
            try
            {
                Seat(seated, engine);
                Advance(seated, engine);
            }
            catch (Exception e)
            {
                foreach (var job in seated)
                {
                    engine.Unseat(job.Task);
                    job.Fail(e);
                }

                Count(-seated.Count);
                seated.Clear();
            }
        }

        foreach (var job in seated)
            job.Refuse(Overloaded());
    }

    /// <summary>Waits until there is something to do, and takes this worker's part of it. False when it is time to go.</summary>
    private bool Take(List<HashJob> seated, int seats)
    {
        lock (gate)
        {
            while (seated.Count == 0 && queue.Waiting == 0 && !isStopping)
            {
                idle++;
                Monitor.Wait(gate);
                idle--;
            }

            // While others have nothing to do, what waits is theirs: a hash that shares a core with none is the quickest.
            while (seated.Count < seats && (seated.Count == 0 || (idle == 0 && seated.Count < (running + queue.Waiting + workers - 1) / workers)) && queue.Next() is { } job)
            {
                seated.Add(job);
                running++;
            }

            return !isStopping;
        }
    }

    private void Seat(List<HashJob> seated, IHashEngine engine)
    {
        foreach (var job in seated)
        {
            if (job.IsSeated)
                continue;
            metrics.Waited.Record(job.Elapsed.TotalSeconds);
            job.Begin();
            engine.Seat(job.Task);
        }
    }

    private void Advance(List<HashJob> seated, IHashEngine engine)
    {
        var started = Stopwatch.GetTimestamp();
        engine.Advance();
        var share = Stopwatch.GetElapsedTime(started).TotalSeconds / seated.Count;
        for (var i = seated.Count - 1; i >= 0; i--)
        {
            var job = seated[i];
            job.CoreSeconds += share;
            if (job.Task.IsDone)
            {
                lock (gate)
                    secondsPerHash += (job.CoreSeconds - secondsPerHash) / 16;
                metrics.Took.Record(job.Elapsed.TotalSeconds);
                job.Complete();
            }
            else if (job.IsCancelled)
                engine.Unseat(job.Task);
            else
                continue;
            seated.RemoveAt(i);
            Count(-1);
        }
    }

    private void Count(int change)
    {
        lock (gate)
            running += change;
    }

    private int Locked(Func<int> read)
    {
        lock (gate)
            return read();
    }
}
