using System.Net;
using System.Net.Sockets;

namespace Auth.IntegrationTests.Databases;

/// <summary>
/// Ports for servers that need to be told one before they start. Each is given once, below those that the system gives out by itself, and two runs of tests at once begin at different ones:
/// nobody takes it between the choice and the start.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int given = Environment.ProcessId * 101;

    public static int Next()
    {
        while (true)
        {
            var port = First + ((Interlocked.Increment(ref given) & int.MaxValue) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
