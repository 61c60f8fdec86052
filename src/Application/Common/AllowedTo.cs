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

/// <summary>States who may send a request. It is enforced in the pipeline, for API and pages alike; the host does not start with a request that states nothing.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AllowedToAttribute(Caller caller) : Attribute
{
    public Caller Caller { get; } = caller;
}
