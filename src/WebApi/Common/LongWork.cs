using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Auth.WebApi.Common;

/// <summary>Tells on standard error how far long work is: by a bar on a terminal, elsewhere by a line every ten seconds. Standard output is for what comes of it.</summary>
internal static class LongWork
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    /// <param name="what">What is done.</param>
    /// <param name="total">How much there is to do, where that is known.</param>
    /// <param name="work">Is given what to call with how much is done.</param>
    public static Task ShowAsync(string what, long? total, Func<Action<long>, Task> work) =>
        Console.IsErrorRedirected ? LinesAsync(what, total, work) : BarAsync(what, total, work);

    private static Task LinesAsync(string what, long? total, Func<Action<long>, Task> work)
    {
        var since = Stopwatch.StartNew();
        return work(done =>
        {
            if (since.Elapsed < BetweenLines)
                return;
            since.Restart();
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {done:N0}{(total is null ? "" : $" of {total:N0}")}"));
        });
    }

    private static Task BarAsync(string what, long? total, Func<Action<long>, Task> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask(what, maxValue: Math.Max(total ?? 1, 1));
                bar.IsIndeterminate = total is null;
                await work(done =>
                {
                    bar.Value = done;
                    bar.Description = string.Create(CultureInfo.InvariantCulture, $"{what}: {done:N0}");
                });
                bar.StopTask();
            });
    }
}
