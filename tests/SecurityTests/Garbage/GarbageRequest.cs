using System.Globalization;
using System.Text;

namespace Auth.SecurityTests.Garbage;

/// <summary>A request as it goes over the wire. Whose credentials go with it is a number that the sender gives a meaning.</summary>
internal sealed record GarbageRequest(Target Target, string Method, string Address, int Caller, string[] Headers, byte[] Body)
{
    public string RequestLine => $"{Method} {Address} HTTP/1.1";

    /// <summary>As a failing test prints it, short and without control characters.</summary>
    public override string ToString()
    {
        var text = $"{Target}: caller {Caller}, {RequestLine} {string.Join(" | ", Headers)} body {Convert.ToBase64String(Body)}";
        return string.Concat(text.Take(3000).Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The headers that every request needs for the server to see where it ends.</summary>
    public string[] HeadersWith(string[] credentials) =>
        [.. credentials, .. Headers, .. Body.Length > 0 ? [$"Content-Length: {Body.Length.ToString(CultureInfo.InvariantCulture)}"] : Array.Empty<string>()];

    /// <summary>A header goes out in Latin 1, so what is no Latin 1 is sent as the bytes of its UTF-8.</summary>
    public static string OnTheWire(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
