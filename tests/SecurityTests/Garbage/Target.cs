namespace Auth.SecurityTests.Garbage;

/// <summary>Where garbage is sent: a call or a page, with the names that it reads from its body and its query.</summary>
internal sealed record Target(string Method, string Route, string[] Fields, string[] Parameters, bool IsPage)
{
    public override string ToString() => $"{Method} {Route}";
}
