using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Auth.Infrastructure.Passwords;

/// <summary>
/// A file of breached passwords as Have I Been Pwned gives it out: a line for each, the SHA-1 in hexadecimal and a count (<c>HASH:count</c>), sorted by the hash. It is
/// searched where it lies, so it may be of any size; a search takes some thirty reads.
/// </summary>
internal sealed class HashFile : IDisposable
{
    private const int HashLength = 40;
    private const int LongestLine = 64;
    private const int Probes = 1000;

    private readonly SafeFileHandle file;
    private readonly long length;

    private HashFile(SafeFileHandle file)
    {
        this.file = file;
        length = RandomAccess.GetLength(file);
    }

    /// <summary>Null where the file is of another form. Throws <see cref="InvalidDataException"/> where its hashes are not sorted.</summary>
    public static HashFile? TryOpen(string path)
    {
        var hashes = new HashFile(File.OpenHandle(path, options: FileOptions.RandomAccess));
        try
        {
            if (hashes.FirstFrom(0, hashes.length) is not { } first || !IsHash(first.Hash))
            {
                hashes.Dispose();
                return null;
            }

            hashes.ProbeOrder();
            return hashes;
        }
        catch
        {
            hashes.Dispose();
            throw;
        }
    }

    public bool Contains(string text)
    {
#pragma warning disable RS0030, CA5350 // The form of the published lists; nothing is protected by it here.
        var wanted = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore RS0030, CA5350
        long from = 0, to = length;
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            var line = FirstFrom(middle, to);
            if (line is null || string.CompareOrdinal(line.Value.Hash, wanted) > 0)
                to = middle;
            else if (line.Value.Hash == wanted)
                return true;
            else
                from = line.Value.End;
        }

        return false;
    }

    public void Dispose() => file.Dispose();

    /// <summary>The first line that begins at a place or after it and before another; null where there is none.</summary>
    private (string Hash, long End)? FirstFrom(long place, long before)
    {
        // From the byte in front of it on, to know whether a line begins right here.
        Span<byte> buffer = stackalloc byte[2 * LongestLine];
        var origin = Math.Max(0, place - 1);
        var bytes = buffer[..RandomAccess.Read(file, buffer, origin)];
        var begin = place == 0 ? 0 : bytes.IndexOf((byte)'\n') + 1;
        if (place > 0 && begin == 0 && bytes.Length == buffer.Length)
            throw new IOException("A line is too long for a hash and a count.");
        if ((place > 0 && begin == 0) || begin >= bytes.Length || origin + begin >= before)
            return null;
        var line = bytes[begin..];
        var end = line.IndexOf((byte)'\n');
        if (end >= 0)
            line = line[..end];
        return (Encoding.ASCII.GetString(line[..Math.Min(HashLength, line.Length)]).ToUpperInvariant(), origin + begin + (end >= 0 ? end + 1 : line.Length));
    }

    /// <summary>An unsorted file would let most passwords through in silence.</summary>
    private void ProbeOrder()
    {
        var before = "";
        for (var probe = 0; probe < Probes; probe++)
        {
            var place = length * probe / Probes;
            if (FirstFrom(place, length) is not { } line)
                continue;
            if (!IsHash(line.Hash))
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"near byte {place} there is a line without a hash"));
            if (string.CompareOrdinal(line.Hash, before) < 0)
                throw new InvalidDataException("its hashes are not sorted");
            before = line.Hash;
        }
    }

    private static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigit);
}
