namespace Auth.Infrastructure.Startup;

/// <summary>How far the service has come: getting ready, serving, or on its way out.</summary>
public sealed class Readiness
{
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool hasStarted;
    private volatile bool isStopping;

    /// <summary>The tables are up to date and the keys are loaded. Before that nothing can be answered; once true it stays true.</summary>
    public bool HasStarted => hasStarted;

    /// <summary>Whether to send requests here. No longer so as soon as the host begins to stop, while what is under way is still answered.</summary>
    public bool IsReady => hasStarted && !isStopping;

    public bool IsStopping => isStopping;

    /// <summary>Why the service cannot go on, where that was found only after the start; the host ends with it.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Completes when it has started, or has failed to.</summary>
    public Task Settled => settled.Task;

    public void Started()
    {
        hasStarted = true;
        settled.TrySetResult();
    }

    public void Failed(Exception failure)
    {
        Failure = failure;
        settled.TrySetResult();
    }

    public void Stopping() => isStopping = true;
}
