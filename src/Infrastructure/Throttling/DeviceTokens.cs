using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Auth.Infrastructure.Tokens;

namespace Auth.Infrastructure.Throttling;

/// <summary>A browser in which somebody has proved their password.</summary>
internal sealed record Device(UserId UserId, Guid Id, DateTimeOffset MadeAt);

/// <summary>
/// What a browser keeps to be known by (the "device cookie" of OWASP): user, a random id and when it was made, sealed for this purpose alone. It proves nothing but that its attempts are counted
/// apart from strangers'. 72 bytes, so the 96 characters of base64url have no spare bits.
/// </summary>
internal sealed class DeviceTokens(MasterKeys masterKeys, TimeProvider clock)
{
    public const int LifetimeDays = 365;
    private const int IdLength = 16;
    private const int Length = IdLength + IdLength + sizeof(long);
    private const int TokenLength = 96;
    private static readonly byte[] Kind = "device"u8.ToArray();

    private readonly SecretBox box = new(masterKeys, "device tokens");

    public Secret Make(UserId userId, Guid deviceId)
    {
        Span<byte> device = stackalloc byte[Length];
        userId.Value.TryWriteBytes(device, bigEndian: true, out _);
        deviceId.TryWriteBytes(device[IdLength..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(device[(IdLength * 2)..], clock.GetUtcNow().ToUnixTimeSeconds());
        return new Secret(Base64Url.EncodeToString(box.Seal(device, Kind)));
    }

    /// <summary>The device of a token that was made here within a year; otherwise null.</summary>
    public Device? Read(Secret? token)
    {
        Span<byte> bytes = stackalloc byte[TokenLength / 4 * 3];
        if (token?.Reveal() is not { Length: TokenLength } text
            || Base64Url.DecodeFromChars(text, bytes, out _, out var length) != OperationStatus.Done || length != bytes.Length
            || box.Open(bytes, Kind) is not { Length: Length } device)
            return null;
        var madeAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(device.AsSpan(IdLength * 2)));
        return clock.GetUtcNow() - madeAt < TimeSpan.FromDays(LifetimeDays)
            ? new Device(new UserId(new Guid(device.AsSpan(0, IdLength), bigEndian: true)), new Guid(device.AsSpan(IdLength, IdLength), bigEndian: true), madeAt)
            : null;
    }
}
