using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Auth.Application.Audit;
using Auth.Application.Common;
using Auth.Infrastructure.Tokens;
using Auth.WebApi.Common;

namespace Auth.WebApi.Audit;

/// <summary>What an operator does with the audit trail.</summary>
internal static class AuditCommands
{
    private const int HashLength = 64;

    private static readonly JsonSerializerOptions Json = Options();

    public static Command For(Launch launch) => new("audit", "the audit trail") { Verify(launch), Export(launch) };

    private static Command Verify(Launch launch)
    {
        var from = new Option<long?>("--from") { HelpName = "SEQUENCE", Description = "only what is behind the checkpoint at this place" };
        from.Validators.Add(place =>
        {
            if (place.Tokens is [var text, ..] && text.Value.StartsWith('-'))
                place.AddError("A place in the chain is no negative number.");
        });
        var expect = new Option<AuditAnchor?>("--expect") { HelpName = "SEQUENCE:HASH", Description = "a checkpoint of the log that must still hold", CustomParser = ReadAnchor };
        return launch.Command(
            "verify", "checks the sealed trail; ends with exit code 0 where nothing is wrong, else with 1",
            (services, asked, stop) => VerifyAsync(services, new AuditExtent(After: asked.GetValue(from), Expect: asked.GetValue(expect)), stop), from, expect);
    }

    private static Command Export(Launch launch)
    {
        var since = new Option<DateTimeOffset?>("--since") { HelpName = "TIME", Description = "only lines from this time on, such as 2026-11-01T00:00Z" };
        var until = new Option<DateTimeOffset?>("--until") { HelpName = "TIME", Description = "only lines before this time" };
        var file = new Option<string>("--out") { HelpName = "FILE", Description = "to write; standard output where nothing is said" };
        return launch.Command(
            "export", "writes the lines of the trail, oldest first, as lines of JSON",
            (services, asked, stop) => ExportAsync(services, new ExportAuditEvents(null, asked.GetValue(since), asked.GetValue(until)), asked.GetValue(file), stop), since, until, file);
    }

    private static async Task<int> ExportAsync(IServiceProvider services, ExportAuditEvents request, string? path, CancellationToken stop)
    {
        await services.GetRequiredService<KeyUpkeep>().RunAsync(stop);
        await OwnFile.WriteAsync(path, output => LongWork.ShowAsync("Lines", null, async done =>
        {
            var count = 0L;
            while (await NextAsync(services, request, stop) is { Events: [.., var last] } page)
            {
                foreach (var line in page.Events)
                    await output.WriteLineAsync(JsonSerializer.Serialize(line, Json).AsMemory(), stop);
                done(count += page.Events.Count);
                request = request with { After = last.Id };
            }

            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Exported {count:N0} lines."));
        }));
        return CommandLine.Done;
    }

    private static async Task<ExportedAuditEvents> NextAsync(IServiceProvider services, ExportAuditEvents request, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IUseCases>().SendAsync(request, stop)).Value;
    }

    private static async Task<int> VerifyAsync(IServiceProvider services, AuditExtent extent, CancellationToken stop)
    {
        var found = (await services.GetRequiredService<IAuditVerifier>().TryVerifyAsync(extent, stop))!;

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

    private static AuditAnchor? ReadAnchor(ArgumentResult text)
    {
        if (text.Tokens[0].Value.Split(':') is [var sequence, { Length: HashLength } hash] && hash.All(char.IsAsciiHexDigit)
            && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            return new AuditAnchor(place, hash);
        text.AddError("A checkpoint is SEQUENCE:HASH, as the log has it.");
        return null;
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        StrictJson.Configure(options);
        return options;
    }

    private static string Sentence(AuditProblem problem) => string.Create(
        CultureInfo.InvariantCulture, $"{problem.Kind}: {(problem.Sequence is { } place ? $"place {place}" : "no place")}{(problem.EventId is { } id ? $", line {id}" : "")}");
}
