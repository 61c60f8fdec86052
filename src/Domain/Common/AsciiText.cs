namespace Auth.Domain.Common;

public static class AsciiText
{
    /// <summary>Lowers A to Z and nothing else; <see cref="string.ToLowerInvariant"/> would also map the Kelvin sign to k.</summary>
    public static string Lower(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = source[i] is >= 'A' and <= 'Z' ? (char)(source[i] | 0x20) : source[i];
        });
}
