using System.Globalization;

namespace Auth.Benchmarks;

internal static class Benchmark
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["pages", .. var members]:
                await using (var service = await Service.StartAsync(members is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 100_000, Pages.Settings))
                    await Pages.MeasureAsync(service);
                return 0;
            case ["attack"]:
                await using (var service = await Service.StartAsync(1000, Attack.Settings))
                    return await Attack.MeasureAsync(service) ? 0 : 1;
            default:
                await Console.Error.WriteLineAsync("dotnet run -c Release --project tests/Benchmarks -- pages [members] | attack");
                return 2;
        }
    }
}
