using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Auth.Benchmarks;

/// <summary>A request as it goes over the wire.</summary>
internal static class Request
{
    public static byte[] Get(string path, string? accessToken) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{(accessToken is null ? "" : $"Authorization: Bearer {accessToken}\r\n")}\r\n");

    public static byte[] Post(string path, string json) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}"));
}

/// <summary>
/// What one connection sends again and again. Where <paramref name="carried"/> is given, what follows it in an answer takes the place of what follows it in the next
/// request: as many bytes, up to the quote.
/// </summary>
internal sealed class Call(byte[] request, string? carried = null)
{
    private readonly byte[]? mark = carried is null ? null : Encoding.ASCII.GetBytes(carried);

    public byte[] Request => request;

    public void Carry(ReadOnlySpan<byte> answer)
    {
        if (mark is null)
            return;
        var from = answer[(answer.IndexOf(mark) + mark.Length)..];
        var to = request.AsSpan()[(request.AsSpan().IndexOf(mark) + mark.Length)..];
        from[..from.IndexOf((byte)'"')].CopyTo(to);
    }
}

/// <summary>A driver that costs little itself: a blocking socket and a thread for each connection, one request after another.</summary>
internal static class Driver
{
    private static readonly byte[] Ok = "HTTP/1.1 200"u8.ToArray();
    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfChunks = "\r\n0\r\n\r\n"u8.ToArray();
    private static readonly byte[] Length = "Content-Length: "u8.ToArray();

    /// <summary>How many were answered. Throws where one is not 200.</summary>
    public static int Drive(Uri address, IReadOnlyCollection<Call> calls, TimeSpan duration)
    {
        var answered = 0;
        Exception? failure = null;
        var watch = Stopwatch.StartNew();
        var threads = calls.Select(call => new Thread(() =>
        {
            try
            {
                Interlocked.Add(ref answered, Drive(address, call, watch, duration));
            }
            catch (Exception e)
            {
                failure = e;
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return failure is null ? answered : throw new InvalidOperationException("The load broke off.", failure);
    }

    private static int Drive(Uri address, Call call, Stopwatch watch, TimeSpan duration)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, address.Port);
        var buffer = new byte[16 * 1024];
        var answered = 0;
        for (; watch.Elapsed < duration; answered++)
        {
            socket.Send(call.Request);
            var answer = Receive(socket, buffer);
            if (!answer.StartsWith(Ok))
                throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
            call.Carry(answer);
        }

        return answered;
    }

    private static ReadOnlySpan<byte> Receive(Socket socket, byte[] buffer)
    {
        var filled = 0;
        while (true)
        {
            var read = socket.Receive(buffer.AsSpan(filled));
            if (read == 0)
                throw new EndOfStreamException();
            filled += read;
            ReadOnlySpan<byte> answer = buffer.AsSpan(0, filled);
            var headers = answer.IndexOf(EndOfHeaders);
            if (headers < 0)
                continue;
            var length = answer[..headers].IndexOf(Length);
            if (length < 0 ? answer.EndsWith(EndOfChunks) : filled >= headers + EndOfHeaders.Length + Number(answer[(length + Length.Length)..]))
                return answer;
        }
    }

    private static int Number(ReadOnlySpan<byte> text) => int.Parse(text[..text.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
}

/// <summary>Where this process runs, and whom it starts from then on: what is measured on one core, the load on the other, where the machine has two and a <c>taskset</c>.</summary>
internal static class Cores
{
    public const int Service = 0;
    public const int Load = 1;

    public static Task PinAsync(int core) => RunAsync(core.ToString(CultureInfo.InvariantCulture));

    public static Task UnpinAsync() => RunAsync(string.Create(CultureInfo.InvariantCulture, $"0-{Environment.ProcessorCount - 1}"));

    private static async Task RunAsync(string cores)
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2)
            return;
        try
        {
            using var taskset = Process.Start(new ProcessStartInfo("taskset", ["-acp", cores, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true, UseShellExecute = false,
            })!;
            await taskset.StandardOutput.ReadToEndAsync();
            await taskset.WaitForExitAsync();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("No taskset: the processes run where the system puts them.");
        }
    }
}
