namespace Auth.Infrastructure.Throttling;

/// <summary>
/// Lets a few attempts of one key run at once and the others wait, so that many right logins at once never reach the limit by being under way. Nobody waits for strangers, and
/// neither the waiting nor the number of those who wait is without bound.
/// </summary>
internal sealed class AttemptGates
{
    private const int AtOnce = 4;
    private const int MostOfOneKey = 256;
    private const int MostWaiting = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock sync = new();
    private readonly Dictionary<string, Gate> gates = [];
    private int waiting;

    /// <summary>Waits for a place; null where too many wait already, or it took too long. Disposing the place lets the next one in.</summary>
    public async Task<IDisposable?> EnterAsync(byte[] key, CancellationToken cancellationToken)
    {
        if (Approach(Convert.ToHexString(key)) is not { } gate)
            return null;
        var isIn = false;
        try
        {
            isIn = await gate.Places.WaitAsync(Patience, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
            if (!isIn)
                Leave(gate);
        }

        return isIn ? new Place(this, gate) : null;
    }

    private Gate? Approach(string key)
    {
        lock (sync)
        {
            gates.TryGetValue(key, out var gate);
            if (gate?.People >= MostOfOneKey || (gate?.People >= AtOnce && waiting >= MostWaiting))
                return null;
            gate ??= gates[key] = new Gate(key);
            gate.People++;
            Interlocked.Increment(ref waiting);
            return gate;
        }
    }

    private void Leave(Gate gate)
    {
        lock (sync)
        {
            if (--gate.People == 0)
                gates.Remove(gate.Key);
        }
    }

    /// <summary>A semaphore without a wait handle holds nothing that would have to be disposed.</summary>
    private sealed class Gate(string key)
    {
        public string Key { get; } = key;

        public SemaphoreSlim Places { get; } = new(AtOnce);

        public int People { get; set; }
    }

    private sealed class Place(AttemptGates gates, Gate gate) : IDisposable
    {
        public void Dispose()
        {
            gate.Places.Release();
            gates.Leave(gate);
        }
    }
}
