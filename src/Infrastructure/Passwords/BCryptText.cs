using System.Buffers;
using System.Globalization;

namespace Auth.Infrastructure.Passwords;

/// <summary>The text that a BCrypt hash is kept as: <c>$2b$</c>, two digits of cost, <c>$</c>, 22 characters of salt and 31 of digest, in BCrypt's own base64.</summary>
internal static class BCryptText
{
    /// <summary>Below this BCrypt is not defined.</summary>
    public const int LowestCost = 4;

    /// <summary>A second of a core or more; dearer ones would be a way to keep it busy.</summary>
    public const int HighestCost = 16;

    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int BitsEach = 6;
    private const int Length = 60;
    private const int SaltAt = 7;
    private const int DigestAt = 29;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    public static string Format(int cost, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> digest) => Settings(cost, salt) + Encode(digest);

    /// <summary>All but the digest.</summary>
    public static string Settings(int cost, ReadOnlySpan<byte> salt) => string.Create(CultureInfo.InvariantCulture, $"$2b${cost:00}${Encode(salt)}");

    public static byte[] DigestOf(string hash) => Decode(hash.AsSpan(DigestAt), HashTask.DigestLength);

    /// <summary>Reads a hash as any BCrypt writes it (<c>2a</c>, <c>2b</c> and <c>2y</c> mean the same); false for what none would write.</summary>
    public static bool TryParse(string text, out int cost, out byte[] salt, out byte[] digest)
    {
        (cost, salt, digest) = (0, [], []);
        if (text.Length != Length || text[..4] is not ("$2a$" or "$2b$" or "$2y$") || text[6] != '$' || text.AsSpan(SaltAt).ContainsAnyExcept(Characters)
            || !int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out cost) || cost is < LowestCost or > HighestCost)
            return false;
        salt = Decode(text.AsSpan(SaltAt, DigestAt - SaltAt), HashTask.SaltLength);
        digest = DigestOf(text);
        // The last character of each has bits to spare, which every BCrypt leaves empty.
        return text.EndsWith(Encode(salt) + Encode(digest), StringComparison.Ordinal);
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((bytes.Length * 8) + BitsEach - 1) / BitsEach];
        for (var i = 0; i < text.Length; i++)
        {
            var (at, shift) = Math.DivRem(i * BitsEach, 8);
            var pair = (bytes[at] << 8) | (at + 1 < bytes.Length ? bytes[at + 1] : 0);
            text[i] = Alphabet[(pair >> (16 - BitsEach - shift)) & 0x3F];
        }

        return new string(text);
    }

    private static byte[] Decode(ReadOnlySpan<char> text, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            var (at, shift) = Math.DivRem(i * 8, BitsEach);
            var pair = (Alphabet.IndexOf(text[at], StringComparison.Ordinal) << BitsEach) | Alphabet.IndexOf(text[at + 1], StringComparison.Ordinal);
            bytes[i] = (byte)(pair >> ((2 * BitsEach) - 8 - shift));
        }

        return bytes;
    }
}
