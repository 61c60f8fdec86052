using System.Globalization;
using Auth.Application.Common;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Infrastructure.Import;
using Auth.WebApi.Common;

namespace Auth.WebApi.Users;

/// <summary>Takes users from a source, a transaction for some hundreds, and reports of each what could not be taken. What was taken stays when it is interrupted; another run goes on.</summary>
internal sealed class UserImport(IServiceProvider services, TextWriter report)
{
    private readonly Dictionary<ImportResult, long> counts = Enum.GetValues<ImportResult>().ToDictionary(r => r, _ => 0L);
    private long incomplete;

    public async Task<int> FromOriginalAsync(OriginalProgram original, CancellationToken stop) =>
        await RunAsync(original.ReadAsync(stop), await original.CountAsync(stop), stop);

    public async Task<int> FromFileAsync(string path, CancellationToken stop)
    {
        await using var file = OwnFile.Open(path);
        return await RunAsync(UserFile.ReadAsync(file, stop), null, stop);
    }

    private async Task<int> RunAsync(IAsyncEnumerable<RecordToImport> source, long? total, CancellationToken stop)
    {
        await LongWork.ShowAsync("Users", total, async done =>
        {
            var batch = new List<RecordToImport>();
            await foreach (var record in source)
            {
                batch.Add(record);
                if (batch.Count < ImportUsers.Most)
                    continue;
                await TakeAsync(batch, stop);
                batch.Clear();
                done(counts.Values.Sum());
            }

            await TakeAsync(batch, stop);
        });
        report.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Imported {counts[ImportResult.Imported]:N0}, of whom {incomplete:N0} without something; here already {counts[ImportResult.Present]:N0}; not taken {counts[ImportResult.Refused]:N0}."));
        return counts[ImportResult.Refused] + incomplete == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private async Task TakeAsync(List<RecordToImport> batch, CancellationToken stop)
    {
        List<UserRecord> people = [.. batch.Select(b => b.Record).OfType<UserRecord>()];
        var outcomes = new Queue<ImportOutcome>(people.Count == 0 ? [] : await SendAsync(people, stop));
        foreach (var record in batch)
            Report(record, record.Record is null ? new ImportOutcome(ImportResult.Refused, []) : outcomes.Dequeue());
    }

    /// <summary>Where somebody takes a name in the same moment, one by one.</summary>
    private async Task<IReadOnlyList<ImportOutcome>> SendAsync(List<UserRecord> people, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        var sent = await scope.ServiceProvider.GetRequiredService<IUseCases>().SendAsync(new ImportUsers(people), stop);
        if (sent.IsSuccess)
            return sent.Value.Outcomes;
        if (people.Count == 1)
            return [new ImportOutcome(ImportResult.Refused, [new FieldError("user", sent.Error.Code, sent.Error.Message)])];
        List<ImportOutcome> outcomes = [];
        foreach (var person in people)
            outcomes.AddRange(await SendAsync([person], stop));
        return outcomes;
    }

    private static string Words(ImportResult result) => result switch
    {
        ImportResult.Imported => "taken without",
        ImportResult.Present => "here already, without",
        _ => "not taken",
    };

    /// <summary>By its place, which is no personal data, and never with what was in it.</summary>
    private void Report(RecordToImport record, ImportOutcome outcome)
    {
        counts[outcome.Result]++;
        List<FieldError> left = [.. record.LeftBehind, .. outcome.Refusals];
        if (outcome.Result == ImportResult.Imported && left.Count > 0)
            incomplete++;
        foreach (var refusal in left)
            report.WriteLine($"{record.Place}: {Words(outcome.Result)}: {refusal.Field}: {refusal.Code}: {refusal.Message}");
    }
}
