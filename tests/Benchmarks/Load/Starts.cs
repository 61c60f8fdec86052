using System.Diagnostics;
using Auth.IntegrationTests.Operations;

namespace Auth.Benchmarks.Load;

/// <summary>From the start of the process to the first answer of 200, on a database that has its tables; and what it holds of the memory once nobody has asked for half a minute.</summary>
internal static class Starts
{
    private const int Times = 9;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync()
    {
        await using var service = await Service.StartAsync(1000, new Dictionary<string, string?>());
        if (Service.Program is null)
            Console.WriteLine("This is not the published service: run ./build.sh bench-load start.");
        List<double> ready = [], page = [], idle = [];
        for (var time = 0; time < Times; time++)
        {
            ready.Add(await StartAsync(service, "/health/ready", _ => Task.CompletedTask));
            page.Add(await StartAsync(service, "/login", _ => Task.CompletedTask));
        }

        for (var time = 0; time < 3; time++)
        {
            await StartAsync(service, "/health/ready", async host =>
            {
                await Task.Delay(Quiet);
                idle.Add(Memory.Of(host.Id));
            });
        }

        Figures.Say($"start to /health/ready: {Figures.Median(ready):0} ms ({ready.Min():0} to {ready.Max():0}); to the page /login: {Figures.Median(page):0} ms ({page.Min():0} to {page.Max():0})");
        Figures.AtMost("start to the first 200 of /health/ready", Figures.Median(ready), 600, " ms");
        Figures.AtMost("start to the first 200 of a page", Figures.Median(page), 600, " ms");
        Figures.AtMost("resident memory, idle", Figures.Median(idle), 90, " MB");
    }

    private static async Task<double> StartAsync(Service service, string path, Func<HostProcess, Task> then)
    {
        var request = Connection.Request("GET", path);
        var started = Stopwatch.GetTimestamp();
        await using var host = service.StartAnother();
        for (var status = 0; status != 200; await Task.Delay(5))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new InvalidOperationException($"It does not start: {string.Join(Environment.NewLine, host.Errors)}");
            try
            {
                using var connection = new Connection(host.Client.BaseAddress!);
                status = await connection.SendAsync(request);
                if (status == 200)
                    break;
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
            {
                // It does not listen yet.
            }
        }

        var taken = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await then(host);
        await host.StopAsync();
        return taken;
    }
}
