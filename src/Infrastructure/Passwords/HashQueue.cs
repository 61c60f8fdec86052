namespace Auth.Infrastructure.Passwords;

/// <summary>
/// Two lines, the known ahead of the strangers; in each networks take turns. When it is full, the line that has more than its share makes room for the other, and the network with most waiting makes
/// room for a quieter one: a flood delays those it comes from. Not for several threads at once.
/// </summary>
internal sealed class HashQueue
{
    /// <summary>Of the places strangers may always have; of the turns, one follows that many of the known.</summary>
    private const int ShareOfStrangers = 4;
    private const int KnownInARow = 3;

    private readonly int capacity;
    private readonly int perNetwork;
    private readonly Line known;
    private readonly Line strangers;
    private int knownInARow;

    public HashQueue(int capacity, int perNetwork)
    {
        this.capacity = capacity;
        this.perNetwork = perNetwork;
        strangers = new Line(capacity / ShareOfStrangers);
        known = new Line(capacity - (capacity / ShareOfStrangers));
    }

    public int Waiting => known.Waiting + strangers.Waiting;

    /// <summary>False where there is no room for it; otherwise <paramref name="displaced"/> is the job that had to go for it.</summary>
    public bool TryAdd(HashJob job, out HashJob? displaced)
    {
        displaced = null;
        var line = LineOf(job);
        var own = line.WaitingOf(job.Network);
        if (own >= perNetwork)
            return false;
        if (Waiting >= capacity)
        {
            displaced = line.Waiting < line.Share ? Other(line).LastOfBusiest(0) : line.LastOfBusiest(own + 1);
            if (displaced is null)
                return false;
            Remove(displaced);
        }

        line.Add(job);
        return true;
    }

    /// <summary>The job whose turn it is; null where none waits.</summary>
    public HashJob? Next()
    {
        var first = knownInARow < KnownInARow ? known : strangers;
        var job = first.Next() ?? Other(first).Next();
        knownInARow = job is { IsKnown: true } ? knownInARow + 1 : 0;
        return job;
    }

    /// <summary>False where it does not wait any more.</summary>
    public bool Remove(HashJob job) => LineOf(job).Remove(job);

    private Line LineOf(HashJob job) => job.IsKnown ? known : strangers;

    private Line Other(Line line) => line == known ? strangers : known;

    private sealed class Line(int share)
    {
        private readonly Dictionary<string, LinkedList<HashJob>> waitingByNetwork = [];
        private readonly Queue<string> turns = new();

        public int Share { get; } = share;

        public int Waiting { get; private set; }

        public int WaitingOf(string network) => waitingByNetwork.TryGetValue(network, out var queue) ? queue.Count : 0;

        public void Add(HashJob job)
        {
            if (!waitingByNetwork.TryGetValue(job.Network, out var queue))
            {
                waitingByNetwork[job.Network] = queue = new LinkedList<HashJob>();
                turns.Enqueue(job.Network);
            }

            job.Place = queue.AddLast(job);
            Waiting++;
        }

        /// <summary>The first job of the network whose turn it is; networks with nothing left lose their turn.</summary>
        public HashJob? Next()
        {
            while (turns.TryDequeue(out var network))
            {
                if (waitingByNetwork[network].First is not { } place)
                {
                    waitingByNetwork.Remove(network);
                    continue;
                }

                Remove(place.Value);
                turns.Enqueue(network);
                return place.Value;
            }

            return null;
        }

        public bool Remove(HashJob job)
        {
            if (job.Place is not { List: { } queue } place)
                return false;
            queue.Remove(place);
            Waiting--;
            return true;
        }

        /// <summary>The newest job of the network that has most waiting, where that is more than <paramref name="threshold"/>.</summary>
        public HashJob? LastOfBusiest(int threshold)
        {
            var busiest = waitingByNetwork.Values.MaxBy(queue => queue.Count);
            return busiest?.Count > threshold ? busiest.Last!.Value : null;
        }
    }
}
