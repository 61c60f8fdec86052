using System.Globalization;

namespace Auth.Benchmarks;

internal static class Benchmark
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not ["pages", ..])
        {
            await Console.Error.WriteLineAsync("dotnet run -c Release --project tests/Benchmarks -- pages [members]");
            return 2;
        }

        await using var service = await Service.StartAsync(args is [_, var members] ? int.Parse(members, CultureInfo.InvariantCulture) : 100_000);
        await Pages.MeasureAsync(service);
        return 0;
    }
}
