using Auth.Domain.Audit;
using Auth.Domain.Sessions;
using Auth.Domain.Users;

namespace Auth.Application.Common;

/// <summary>
/// Whom an access token names, and which key signed it, as far as this node knows. It does not yet say that the session is still alive, nor that the key is
/// still trusted.
/// </summary>
public sealed record Identity(UserId UserId, SessionId SessionId, string KeyId);

/// <summary>A caller whose session was found alive in the database in this very request, with the role that holds now.</summary>
public sealed record SignedInCaller(UserId UserId, SessionId SessionId, Role Role, DateTimeOffset AuthenticatedAt)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>Whether the password was entered in the last ten minutes, which what is hard to undo asks for.</summary>
    public bool HasRecentPassword(DateTimeOffset now) => now - AuthenticatedAt < Recent;
}

/// <summary>Where a request comes from. One for each request; the edge fills it in, the pipeline adds the caller.</summary>
public sealed class RequestContext
{
    public const string DefaultLanguage = "ko";

    public Channel Channel { get; set; } = Channel.Host;

    public string Address { get; set; } = "";

    /// <summary>The part of the address that counts as one network for limits and queues: an IPv4 address, or an IPv6 /64.</summary>
    public string Network { get; set; } = "";

    public string UserAgent { get; set; } = "";

    public string Language { get; set; } = DefaultLanguage;

    public string? TraceId { get; set; }

    /// <summary>What the browser was given at an earlier login to be known by, as it was sent; not yet judged.</summary>
    public Domain.Common.Secret? DeviceToken { get; set; }

    /// <summary>Whether whoever asks for a password to be checked has proved one from here before, or is signed in: their hashes go ahead of strangers'.</summary>
    public bool IsKnown { get; set; }

    public Identity? Identity { get; set; }

    /// <summary>Why there is no <see cref="Identity"/>, where a token was sent and refused.</summary>
    public Domain.Common.Error? IdentityError { get; set; }

    public SignedInCaller? Caller { get; set; }

    /// <summary>The caller of a request that is allowed to signed-in people only.</summary>
    public SignedInCaller SignedIn => Caller ?? throw new InvalidOperationException("Nobody is signed in; the request should state [AllowedTo].");

    public Device Device => new(Cut(Address, Device.AddressMaxLength), Cut(UserAgent, Device.UserAgentMaxLength));

    public Origin Origin => Channel == Channel.Host
        ? new Origin(null, null, null, null, TraceId)
        : new Origin(Caller?.UserId, Caller?.SessionId, Device.Address, Device.UserAgent, TraceId);

    /// <summary>Cuts between characters: half a surrogate pair is no text that a database takes.</summary>
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}

/// <summary>Finds the session of a token, alive or not at all.</summary>
public interface ISignedInCallers
{
    /// <summary>
    /// The caller, when the session has neither ended nor expired and belongs to that user, who is active, and the key that signed the token is not revoked;
    /// otherwise null.
    /// </summary>
    Task<SignedInCaller?> FindAsync(Identity identity, CancellationToken cancellationToken);
}

/// <summary>
/// Finds the callers of one use case, by the same conditions, and in the same statement what it is going to ask about them. It takes the place of
/// <see cref="ISignedInCallers"/> for that use case alone.
/// </summary>
public interface ISignedInCallers<TRequest> : ISignedInCallers;
