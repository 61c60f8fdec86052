using System.Diagnostics;
using Auth.Domain.Common;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Passwords;

/// <summary>
/// Hashing is the one dear step, so it gets threads of its own and a bounded queue (<see cref="HashQueue"/>). What does not fit, or has to make room, is refused at once with an honest waiting
/// time; who hangs up leaves the queue.
/// </summary>
internal sealed class HashGovernor : IDisposable
{
    private readonly Lock gate = new();
    private readonly HashQueue queue;
    private readonly SemaphoreSlim available = new(0);
    private readonly CancellationTokenSource stopping = new();
    private readonly int workers;
    private double secondsPerHash = 0.3;

    public HashGovernor(IOptions<PasswordOptions> options)
    {
        queue = new HashQueue(options.Value.QueueLength, options.Value.QueueLengthPerNetwork);
        workers = options.Value.Workers > 0 ? options.Value.Workers : Environment.ProcessorCount;
        for (var i = 0; i < workers; i++)
            new Thread(Work) { IsBackground = true, Name = $"hash worker {i}" }.Start();
    }

    /// <summary>
    /// Runs <paramref name="work"/> on a hash worker when its turn comes, ahead of strangers' where <paramref name="isKnown"/>. Refused with <c>overloaded</c> where the queue or the network's share
    /// is full, and where it has to make room for a quieter network.
    /// </summary>
    public async Task<Result<T>> RunAsync<T>(string network, bool isKnown, Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<Result<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = new HashJob(
            network, isKnown, () => Complete(done, work), () => done.TrySetCanceled(cancellationToken), () => done.TrySetResult(Overloaded()));
        HashJob? displaced;
        lock (gate)
        {
            if (!queue.TryAdd(job, out displaced))
                return Overloaded();
        }

        displaced?.Displace();
        available.Release();
        await using var registration = cancellationToken.UnsafeRegister(_ => Leave(job), null);
        return await done.Task;
    }

    public void Dispose()
    {
        stopping.Cancel();
        available.Release(workers);
    }

    private static void Complete<T>(TaskCompletionSource<Result<T>> done, Func<T> work)
    {
        try
        {
            done.SetResult(Result.Of(work()));
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    private Error Overloaded()
    {
        lock (gate)
            return CommonErrors.Overloaded(TimeSpan.FromSeconds(Math.Ceiling(Math.Max(1, queue.Waiting * secondsPerHash / workers))));
    }

    private void Leave(HashJob job)
    {
        lock (gate)
        {
            if (!queue.Remove(job))
                return;
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

    private HashJob? Next()
    {
        lock (gate)
            return queue.Next();
    }
}
