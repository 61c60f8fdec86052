using System.Buffers.Binary;
using System.Security.Cryptography;
using Auth.Domain.Sessions;
using Auth.Domain.Users;

namespace Auth.Domain.Audit;

/// <summary>Who was at the other end when something happened.</summary>
public sealed record Origin(UserId? ActorId, SessionId? SessionId, string? Address, string? UserAgent, string? TraceId);

/// <summary>
/// One line of the audit trail: what happened, to whom, by whom, from where. It holds ids, never names or what was typed, but for the reason that an
/// administrator may give. Where from and why can be erased: the chain holds of each a digest with random bytes, which go with it, so that nobody can guess it back.
/// </summary>
public sealed class AuditEvent
{
    public const int TypeMaxLength = 48;
    public const int OutcomeMaxLength = 48;
    public const int TraceIdMaxLength = 32;
    public const int SaltLength = 16;
    public const int HashLength = SHA256.HashSizeInBytes;

    private AuditEvent()
    {
    }

    public AuditEvent(string type, string outcome, UserId? subjectId, Origin origin, string? reason, DateTimeOffset at)
    {
        Id = Guid.CreateVersion7(at);
        At = at;
        Type = type;
        Outcome = outcome;
        SubjectId = subjectId;
        ActorId = origin.ActorId;
        SessionId = origin.SessionId;
        Address = origin.Address;
        UserAgent = origin.UserAgent;
        TraceId = origin.TraceId;
        OriginSalt = RandomNumberGenerator.GetBytes(SaltLength);
        OriginDigest = DigestOrigin(OriginSalt);
        if (reason is null)
            return;
        Reason = reason;
        ReasonSalt = RandomNumberGenerator.GetBytes(SaltLength);
        ReasonDigest = DigestReason(ReasonSalt);
    }

    public Guid Id { get; private set; }

    public DateTimeOffset At { get; private set; }

    public string Type { get; private set; } = "";

    /// <summary><c>ok</c>, or the code of the refusal.</summary>
    public string Outcome { get; private set; } = "";

    public UserId? ActorId { get; private set; }

    public UserId? SubjectId { get; private set; }

    public SessionId? SessionId { get; private set; }

    public string? Address { get; private set; }

    public string? UserAgent { get; private set; }

    public string? TraceId { get; private set; }

    /// <summary>Null once the origin is erased.</summary>
    public byte[]? OriginSalt { get; private set; }

    /// <summary>Null in lines from before there was a chain: their origin is not protected by it.</summary>
    public byte[]? OriginDigest { get; private set; }

    /// <summary>Why an administrator looked, where they said so.</summary>
    public string? Reason { get; private set; }

    /// <summary>Null where there was no reason, or once it is erased.</summary>
    public byte[]? ReasonSalt { get; private set; }

    /// <summary>Null where there was no reason.</summary>
    public byte[]? ReasonDigest { get; private set; }

    /// <summary>The place in the chain: 1, 2, 3 … without a gap; null until the line is sealed.</summary>
    public long? Sequence { get; private set; }

    /// <summary>Over the hash of the line before and what this line says; null until the line is sealed.</summary>
    public byte[]? Hash { get; private set; }

    /// <summary>What no id of a later instant is below: its milliseconds, and nothing else (RFC 9562 5.7).</summary>
    public static Guid LowestIdAt(DateTimeOffset at)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Gives the line its place in the chain, behind the one with the hash <paramref name="previous"/>.</summary>
    public void Seal(long sequence, byte[] previous)
    {
        Sequence = sequence;
        Hash = HashAfter(previous);
    }

    /// <summary>The hash that this line has behind the one with the hash <paramref name="previous"/>.</summary>
    public byte[] HashAfter(byte[] previous) => new CanonicalForm("auth audit event 1")
        .Add(previous).Add(Sequence ?? 0).Add(Id).Add(At).Add(Type).Add(Outcome).Add(ActorId?.Value).Add(SubjectId?.Value).Add(OriginDigest).Add(ReasonDigest).Hash;

    /// <summary>Whether where from is what the digest was made of, or all of it is gone.</summary>
    public bool IsOriginIntact => OriginDigest is null
        || (OriginSalt is null ? this is { SessionId: null, Address: null, UserAgent: null, TraceId: null } : CryptographicOperations.FixedTimeEquals(DigestOrigin(OriginSalt), OriginDigest));

    public bool IsOriginErased => OriginDigest is not null && OriginSalt is null;

    /// <summary>Whether the reason is what the digest was made of, or gone.</summary>
    public bool IsReasonIntact => ReasonSalt is null ? Reason is null : ReasonDigest is not null && CryptographicOperations.FixedTimeEquals(DigestReason(ReasonSalt), ReasonDigest);

    public bool IsReasonErased => ReasonDigest is not null && ReasonSalt is null;

    private byte[] DigestOrigin(byte[] salt) =>
        new CanonicalForm("auth audit origin 1").Add(salt).Add(Address).Add(UserAgent).Add(SessionId?.Value).Add(TraceId).Hash;

    private byte[] DigestReason(byte[] salt) => new CanonicalForm("auth audit reason 1").Add(salt).Add(Reason).Hash;
}
