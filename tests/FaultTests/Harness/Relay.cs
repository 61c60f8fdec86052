using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Auth.FaultTests.Harness;

/// <summary>Stands between the service and its database and does to what passes what a network does: delays it, keeps it to itself, or ends a connection between a commit and its answer.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private const int MostConnections = 512;

    private readonly ConcurrentDictionary<Connection, Task> connections = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Task accepting;
    private readonly int target;
    private volatile TaskCompletionSource? swallowing;
    private int commits;
    private int cut;

    public Relay(int port)
    {
        target = port;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>For each packet, in both directions.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Of so many commits the answer to one is kept back and the connection ended; none where it is 0.</summary>
    public int CutsOneIn { get; set; }

    /// <summary>How many connections ended between a commit and its answer.</summary>
    public int Cut => cut;

    /// <summary>From now on nothing comes through, not even that a connection has ended. What was sent comes through later.</summary>
    public void Swallow() => swallowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void PassOn()
    {
        swallowing?.TrySetResult();
        swallowing = null;
    }

    public async ValueTask DisposeAsync()
    {
        PassOn();
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections.Values);
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(end.Token);
                if (connections.Count >= MostConnections)
                {
                    client.Dispose(); // Bounded, whatever the service does.
                    continue;
                }

                var connection = new Connection(this, client);
                connections[connection] = connection.RunAsync().ContinueWith(_ => connections.TryRemove(connection, out var _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private bool IsToBeCut() => CutsOneIn > 0 && Interlocked.Increment(ref commits) % CutsOneIn == 0;

    /// <summary>One connection, and as much of MariaDB's protocol as it takes to see a commit: a packet is four bytes of length and number, the command, and its text or statement.</summary>
    private sealed class Connection(Relay relay, Socket client) : IDisposable
    {
        private const int Command = 4;
        private const byte Query = 0x03;
        private const byte Prepare = 0x16;
        private const byte Execute = 0x17;

        private readonly Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly HashSet<uint> rotations = [];
        private bool isPreparingRotation;
        private volatile bool endsBeforeTheAnswer;

        public async Task RunAsync()
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(relay.end.Token);
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, relay.target, over.Token);
                await Task.WhenAny(PassAsync(client, server, Ask, over.Token), PassAsync(server, client, Answer, over.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The database is away.
            }
            finally
            {
                await over.CancelAsync();
                Dispose();
            }
        }

        public void Dispose()
        {
            client.Dispose();
            server.Dispose();
        }

        private async Task PassAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> look, CancellationToken cancellationToken)
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var read)
                {
                    if (relay.Delay > TimeSpan.Zero)
                        await Task.Delay(relay.Delay, cancellationToken);
                    if (!look(buffer.AsMemory(0, read)))
                        return;
                    await PassableAsync(cancellationToken);
                    await to.SendAsync(buffer.AsMemory(0, read), cancellationToken);
                }

                await PassableAsync(cancellationToken);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The other side has ended it.
            }
        }

        private async Task PassableAsync(CancellationToken cancellationToken)
        {
            while (relay.swallowing is { } until)
                await until.Task.WaitAsync(cancellationToken);
        }

        private bool Ask(ReadOnlyMemory<byte> packet)
        {
            var bytes = packet.Span;
            if (bytes.Length <= Command)
                return true;
            var isCommit = bytes[Command] switch
            {
                Query => Encoding.UTF8.GetString(bytes[(Command + 1)..]).Equals("commit", StringComparison.OrdinalIgnoreCase),
                Execute => rotations.Contains(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(Command + 1)..])),
                _ => false,
            };
            isPreparingRotation = bytes[Command] == Prepare && Encoding.UTF8.GetString(bytes).Contains("SET generation = generation + 1", StringComparison.Ordinal);
            endsBeforeTheAnswer = isCommit && relay.IsToBeCut();
            return true;
        }

        private bool Answer(ReadOnlyMemory<byte> packet)
        {
            var bytes = packet.Span;
            if (isPreparingRotation && bytes.Length > Command && bytes[Command] == 0)
                rotations.Add(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(Command + 1)..]));
            isPreparingRotation = false;
            if (endsBeforeTheAnswer)
                Interlocked.Increment(ref relay.cut);
            return !endsBeforeTheAnswer;
        }
    }
}
