using System.Security.Cryptography;
using Auth.Infrastructure.Passwords;
using BenchmarkDotNet.Attributes;

namespace Auth.Benchmarks;

/// <summary>One thread and so many hashes at once, by each engine. Of cost 10: cost 12 is four times as much of the same.</summary>
public class EngineBenchmarks : IDisposable
{
    private const int Cost = 10;

    private readonly InterleavedBCrypt interleaved = new();
    private readonly BCryptNetEngine reference = new();

    [Params(1, 2, 3, 4)]
    public int Hashes { get; set; }

    [Benchmark]
    public void Interleaved() => Hash(interleaved);

    [Benchmark(Baseline = true)]
    public void BCryptNetNext() => Hash(reference);

    public void Dispose()
    {
        interleaved.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Hash(IHashEngine engine)
    {
        var waiting = new Queue<HashTask>(Enumerable.Range(0, Hashes).Select(_ => new HashTask("correct horse"u8.ToArray(), RandomNumberGenerator.GetBytes(HashTask.SaltLength), Cost)));
        var seated = new List<HashTask>();
        while (waiting.Count + seated.Count > 0)
        {
            while (seated.Count < engine.Seats && waiting.TryDequeue(out var task))
            {
                engine.Seat(task);
                seated.Add(task);
            }

            engine.Advance();
            seated.RemoveAll(task => task.IsDone);
        }
    }
}
