using Auth.IntegrationTests;

[assembly: AssemblyFixture(typeof(Auth.FaultTests.Harness.ScannedLogs))]

namespace Auth.FaultTests.Harness;

/// <summary>What a service logs while everything fails holds no more than what it logs otherwise.</summary>
public sealed class ScannedLogs : IDisposable
{
    public void Dispose() => LogScan.OfTheRun.ShouldHaveFoundNothing();
}
