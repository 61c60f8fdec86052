using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Auth.IntegrationTests.Edge;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, string Head, string Body);

/// <summary>Sends what a well-behaved client would never send.</summary>
internal static class RawHttp
{
    public static Task<RawAnswer> SendAsync(HttpClient client, string requestLine, params string[] headers) =>
        SendAsync(client, requestLine, headers, []);

    /// <summary>Sends one request and reads until the server closes.</summary>
    public static async Task<RawAnswer> SendAsync(HttpClient client, string requestLine, string[] headers, byte[] body)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var socket = new TcpClient();
        await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port, patience.Token);
        await using var stream = socket.GetStream();
        var head = string.Join("\r\n", [requestLine, "Host: localhost", "Connection: close", .. headers, "", ""]);
        var sending = stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(head), .. body], patience.Token).AsTask();

        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, patience.Token);
            await sending;
        }
        catch (IOException) when (answer.Length > 0)
        {
            // The server answered and then reset, since it would not read the rest.
        }

        var text = Encoding.Latin1.GetString(answer.ToArray());
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            throw new IOException($"no answer to {requestLine}");
        return new RawAnswer(int.Parse(text.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture), text[..end], Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Unchunked(text[..end], text[(end + 4)..]))));
    }

    private static string Unchunked(string head, string body)
    {
        if (!head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
            return body;
        var whole = new StringBuilder();
        for (var rest = body.AsSpan(); rest.IndexOf("\r\n") is > 0 and var end && int.Parse(rest[..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var length;)
        {
            whole.Append(rest.Slice(end + 2, length));
            rest = rest[(end + 2 + length + 2)..];
        }

        return whole.ToString();
    }
}
