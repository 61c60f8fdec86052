namespace Auth.Application.Common;

/// <summary>Who may send a request.</summary>
public enum Caller
{
    Anyone,
    SignedIn,
    Administrator,

    /// <summary>The host itself, at start or from its command line; never anybody over the network.</summary>
    Host,
}

/// <summary>A request that can do harm which is hard to undo: refused with <c>reauthentication_required</c> unless the password was entered a short while ago.</summary>
public interface ISensitive
{
    /// <summary>Whether this very request is.</summary>
    bool IsSensitive { get; }
}

/// <summary>States who may send a request. It is enforced in the pipeline, for API and pages alike; the host does not start with a request that states nothing.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AllowedToAttribute(Caller caller) : Attribute
{
    public Caller Caller { get; } = caller;
}
