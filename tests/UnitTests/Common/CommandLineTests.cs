using System.Net.Sockets;
using Auth.WebApi.Common;

namespace Auth.UnitTests.Common;

public sealed class CommandLineTests
{
    private static readonly SocketException Reset = new((int)SocketError.ConnectionReset);

    public static readonly TheoryData<Exception, string> Failures = new()
    {
        { new IOException("No space left on device"), "A file cannot be used (No space left on device)." },
        { new IOException("Unable to read data.", Reset), $"The database cannot be used ({Reset.Message})." },
        { new EndOfStreamException("Expected to read 4 header bytes."), "The database cannot be used (Expected to read 4 header bytes.)." },
        { new InvalidOperationException("A secret."), "The service cannot go on; the log says why." },
    };

    [Theory, MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void A_full_disk_is_not_told_as_a_database_that_is_away(Exception failure, string sentence) =>
        CommandLine.Sentences(failure).ShouldBe([sentence]);
}
