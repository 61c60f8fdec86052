using System.Net.Sockets;

namespace Auth.Benchmarks.Load;

/// <summary>Logins, right ones and wrong ones, from more clients than may wait, each in a network of its own and as fast as they are answered: what is answered, and whether memory stays flat.</summary>
internal static class Deluge
{
    private const int Many = 512;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);
    private static readonly int[] Allowed = [200, 401, 429, 503];

    public static async Task MeasureAsync(TimeSpan time)
    {
        await using var service = await Service.StartAsync(1000, Logins.Settings);
        var members = await service.LetInAsync(Many);
        var host = service.Nobody.BaseAddress!;
        var right = Logins.Step(members, service.Password);
        var wrong = Logins.Step(members, "what somebody guesses");
        using var end = new CancellationTokenSource(time);
        var memory = Memory.WatchAsync(service.ProcessId, Step, end.Token);
        var answers = await Clients.RunAsync(host, Many, SendAsync, end.Token);
        var seen = await memory;

        Figures.Say($"{answers.Count:N0} logins in {time.TotalSeconds:0} s");
        foreach (var status in answers.GroupBy(a => a.Status).OrderBy(g => g.Key))
            Figures.Say($"  {(status.Key == 0 ? "dropped" : status.Key)}: {status.Count():N0}, p50 {Figures.Median(status.Select(a => a.Milliseconds)):0} ms, p99 {Figures.At(status.Select(a => a.Milliseconds), 0.99):0} ms");
        Figures.AtMost("login flood: dropped connections, and answers of anything but 200, 401, 429, 503", answers.Count(a => !Allowed.Contains(a.Status)), 0);
        var warm = Math.Min(seen.Count - 1, 4);
        Figures.AtMost($"login flood: resident memory at the end, against after {warm * Step.TotalSeconds:0} s", seen[^1] / seen[warm], 1.1);

        async Task<int> SendAsync(Connection connection, int client, CancellationToken stop)
        {
            try
            {
                var status = await (client % 4 == 0 ? right : wrong)(connection, client, stop);
                if (status is 429 or 503)
                    await Task.Delay(TimeSpan.FromMilliseconds(100), stop); // A program that does not obey Retry-After, but no more of the machine than the service has.
                return status;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                return 0; // A dropped connection.
            }
        }
    }
}
