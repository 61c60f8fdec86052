using System.Diagnostics;

namespace Auth.Domain.Common;

/// <summary>A password, token or code. It shows nothing unless asked by <see cref="Reveal"/>, so a careless log line stays harmless.</summary>
[DebuggerDisplay("***")]
public sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";
}
