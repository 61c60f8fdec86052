using System.Diagnostics;

namespace Auth.IntegrationTests.Operations;

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks again and again until it is so; fails when it is not so in time.</summary>
    public static async Task BecomesTrueAsync(string what, Func<Task<bool>> isSo)
    {
        for (var waited = Stopwatch.StartNew(); !await isSo(); await Task.Delay(50))
            waited.Elapsed.ShouldBeLessThan(Patience, $"{what} did not come about");
    }
}
