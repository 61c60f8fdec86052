using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Auth.Benchmarks.Load;

/// <summary>One connection that stays, and one request at a time on it. HttpClient would take as much of the machine as what is measured.</summary>
internal sealed class Connection(Uri host) : IDisposable
{
    private readonly byte[] buffer = new byte[256 * 1024];
    private Socket? socket;
    private int length;

    /// <summary>The last answer, head and body as they came.</summary>
    public ReadOnlySpan<byte> Answer => buffer.AsSpan(0, length);

    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Request(string method, string path, string? json = null, string? bearer = null, string? from = null)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        if (bearer is not null)
            head.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {bearer}\r\n");
        if (from is not null)
            head.Append(CultureInfo.InvariantCulture, $"X-Forwarded-For: {from}\r\n");
        if (json is not null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").Append(json).ToString());
    }

    /// <summary>Sends it and answers the status. Throws <see cref="IOException"/> or <see cref="SocketException"/> where the service hangs up; the next request connects anew.</summary>
    public async Task<int> SendAsync(byte[] request, CancellationToken cancellationToken = default)
    {
        try
        {
            socket ??= await ConnectAsync(cancellationToken);
            await socket.SendAsync(request, cancellationToken);
            for (length = 0; !IsWhole();)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                    throw new IOException("The service hung up.");
                length += read;
            }

            if (Answer[..HeadLength].IndexOf("Connection: close"u8) >= 0)
                Dispose();
            return Utf8Parser.TryParse(Answer["HTTP/1.1 ".Length..], out int status, out _) ? status : throw new IOException("No answer of HTTP.");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The text of a field of the last answer, as it stands there; for texts without escapes.</summary>
    public string Field(string name)
    {
        var key = Encoding.UTF8.GetBytes($"\"{name}\":\"");
        var start = Answer.IndexOf(key);
        if (start < 0)
            throw new InvalidOperationException($"There is no {name} in: {Encoding.UTF8.GetString(Answer)}");
        var value = Answer[(start + key.Length)..];
        return Encoding.UTF8.GetString(value[..value.IndexOf((byte)'"')]);
    }

    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var connecting = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await connecting.ConnectAsync(host.Host, host.Port, cancellationToken);
        return connecting;
    }

    private int HeadLength => Answer.IndexOf("\r\n\r\n"u8) + 4;

    private bool IsWhole()
    {
        var headLength = HeadLength;
        if (headLength < 4)
            return false;
        var head = Answer[..headLength];
        if (head.IndexOf("Transfer-Encoding: chunked"u8) >= 0)
            return Answer.EndsWith("\r\n0\r\n\r\n"u8);
        var field = head.IndexOf("Content-Length: "u8);
        return field < 0 || Utf8Parser.TryParse(head[(field + "Content-Length: ".Length)..], out int body, out _) && length >= headLength + body;
    }
}
