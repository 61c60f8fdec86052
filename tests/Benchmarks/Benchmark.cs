using System.Globalization;

namespace Auth.Benchmarks;

internal static class Benchmark
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["pages", .. var rest]:
            {
                await using var service = await Service.StartAsync(Number(rest, 100_000), Pages.Settings);
                await Pages.MeasureAsync(service);
                return 0;
            }

            case ["attack"]:
            {
                await using var service = await Service.StartAsync(1000, Attack.Settings);
                return await Attack.MeasureAsync(service) ? 0 : 1;
            }

            case ["garbage", .. var rest]:
            {
                await using var service = await Service.StartAsync(1000, Soak.Settings);
                return await new Soak(service, rate: 200).RunAsync(TimeSpan.FromMinutes(Number(rest, 5))) == 0 ? 0 : 1;
            }

            case ["hot"]:
                return await Hot.RunAsync() ? 0 : 1;

            case ["statements"]:
            {
                await using var service = await Service.StartAsync(1000, Hot.Settings);
                await Statements.MeasureAsync(service);
                return 0;
            }

            case [Bare.Verb]:
                return await Bare.RunAsync();

            case ["lists", .. var rest]:
                return await Lists.RunAsync(Number(rest, 1_000_000)) ? 0 : 1;

            default:
                await Console.Error.WriteLineAsync("dotnet run -c Release --project tests/Benchmarks -- pages [members] | lists [members] | attack | garbage [minutes] | hot | statements");
                return 2;
        }
    }

    private static int Number(string[] arguments, int otherwise) => arguments is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : otherwise;
}
