using System.Globalization;
using Auth.Application.Audit;
using Auth.WebApi.Common;

namespace Auth.WebApi.Audit;

/// <summary><c>auth audit verify</c>: checks the trail, prints what it found and ends with 0 where nothing is wrong, else with 1.</summary>
internal static class AuditCommand
{
    private const int HashLength = 64;

    public static readonly Verb Verify = new(
        "audit verify", "[--from SEQUENCE] [--expect SEQUENCE:HASH]", "checks the sealed audit trail, all of it or behind a checkpoint, and that a checkpoint of the log still holds", RunAsync);

    private static async Task<int> RunAsync(IServiceProvider services, string[] options)
    {
        if (Read(options) is not { } extent)
            return CommandLine.Misuse($"audit verify {string.Join(' ', options)}");
        var found = (await services.GetRequiredService<IAuditVerifier>().TryVerifyAsync(extent, CancellationToken.None))!;

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Checked {found.Events} lines, from {found.From} to {found.To}."));
        if (found.Head is { } head)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Newest checkpoint: {head.Sequence}:{head.Hash}, made {head.MadeAt:O}, signed by {head.KeyId}."));
            Console.WriteLine($"Signature: {head.Signature}");
            Console.WriteLine($"Public key: {head.PublicKey}");
        }

        foreach (var problem in found.Problems)
            Console.Error.WriteLine(Sentence(problem));
        if (found.Verified)
            Console.WriteLine("Verified: nothing is wrong.");
        return found.Verified ? CommandLine.Done : CommandLine.Failed;
    }

    private static AuditExtent? Read(string[] options)
    {
        if (options.Length % 2 != 0)
            return null;
        AuditExtent? extent = new();
        foreach (var option in options.Chunk(2))
        {
            extent = option switch
            {
                ["--from", var text] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var from) => extent with { After = from },
                ["--expect", var text] when ReadAnchor(text) is { } anchor => extent with { Expect = anchor },
                _ => null,
            };
            if (extent is null)
                return null;
        }

        return extent;
    }

    private static AuditAnchor? ReadAnchor(string text) =>
        text.Split(':') is [var sequence, { Length: HashLength } hash] && hash.All(char.IsAsciiHexDigit)
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new AuditAnchor(place, hash)
            : null;

    private static string Sentence(AuditProblem problem) => string.Create(
        CultureInfo.InvariantCulture, $"{problem.Kind}: {(problem.Sequence is { } place ? $"place {place}" : "no place")}{(problem.EventId is { } id ? $", line {id}" : "")}");
}
