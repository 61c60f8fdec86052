using System.Diagnostics;
using Auth.Domain.Common;

namespace Auth.Infrastructure.Passwords;

/// <summary>One hash that somebody waits for. Whatever comes first of a result, a refusal and a cancellation is what they get.</summary>
internal sealed class HashJob(string network, bool isKnown, HashTask task)
{
    private readonly TaskCompletionSource<Result<HashTask>> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long since = Stopwatch.GetTimestamp();

    public string Network { get; } = network;

    /// <summary>Of somebody who is known here: it goes ahead of strangers'.</summary>
    public bool IsKnown { get; } = isKnown;

    public HashTask Task { get; } = task;

    public Task<Result<HashTask>> Done => done.Task;

    public bool IsCancelled => done.Task.IsCanceled;

    /// <summary>Of the time of its core, what was spent on this hash alone.</summary>
    public double CoreSeconds { get; set; }

    public LinkedListNode<HashJob>? Place { get; set; }

    /// <summary>How long it has waited for its turn, or worked since.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(since);

    public bool IsSeated { get; private set; }

    public void Begin()
    {
        IsSeated = true;
        since = Stopwatch.GetTimestamp();
    }

    public void Complete() => done.TrySetResult(Result.Of(Task));

    public void Refuse(Error error)
    {
        Task.ForgetPassword();
        done.TrySetResult(error);
    }

    public void Fail(Exception exception) => done.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken) => done.TrySetCanceled(cancellationToken);
}
