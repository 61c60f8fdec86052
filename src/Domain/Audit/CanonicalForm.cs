using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Auth.Domain.Audit;

/// <summary>
/// Values as bytes in one way only: each is its length in four bytes, big-endian, and itself; where there is none the length is -1. Numbers have eight bytes,
/// big-endian, instants are microseconds since 1970, ids have their sixteen bytes as RFC 9562 writes them, text is UTF-8. The name comes first and says what follows.
/// </summary>
internal sealed class CanonicalForm
{
    private readonly ArrayBufferWriter<byte> written = new();

    public CanonicalForm(string name) => Add(name);

    public byte[] Bytes => written.WrittenSpan.ToArray();

    public byte[] Hash => SHA256.HashData(written.WrittenSpan);

    public CanonicalForm Add(string? text) => Add(text is null ? null : Encoding.UTF8.GetBytes(text));

    public CanonicalForm Add(Guid? id) => Add(id?.ToByteArray(bigEndian: true));

    public CanonicalForm Add(DateTimeOffset at) => Add((at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    public CanonicalForm Add(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Add(bytes);
    }

    public CanonicalForm Add(byte[]? bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(written.GetSpan(sizeof(int)), bytes?.Length ?? -1);
        written.Advance(sizeof(int));
        written.Write(bytes);
        return this;
    }
}
