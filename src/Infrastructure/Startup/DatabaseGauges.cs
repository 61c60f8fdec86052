using System.Diagnostics.Metrics;
using Auth.Infrastructure.Persistence;
using Microsoft.Extensions.Hosting;

namespace Auth.Infrastructure.Startup;

/// <summary>
/// What only the database can tell: asked every quarter of a minute by two bounded statements and kept in between, so that whoever reads the metrics asks the database nothing. What it did not answer
/// is not told.
/// </summary>
internal sealed class DatabaseGauges : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan UntilStarted = TimeSpan.FromSeconds(1);

    /// <summary>Both of them by an index alone. Sessions that expired count until they are swept, a day later; of the lines that wait the oldest stand first in theirs.</summary>
    private const string Statement = """
        SELECT
            (SELECT COUNT(*) FROM (SELECT 1 FROM sessions WHERE ended_at IS NULL LIMIT 1000000) AS live),
            (SELECT MIN(at) FROM (SELECT at FROM audit_events WHERE sequence IS NULL LIMIT 1000) AS waiting)
        """;

    private readonly DirectDatabase database;
    private readonly Readiness readiness;
    private readonly TimeProvider clock;
    private volatile Seen? seen;
    private volatile bool answers;

    public DatabaseGauges(DirectDatabase database, Readiness readiness, TimeProvider clock, IMeterFactory meters)
    {
        this.database = database;
        this.readiness = readiness;
        this.clock = clock;
        var meter = meters.Create("Auth.Service");
        meter.CreateObservableGauge("auth.service.ready", () => readiness.IsReady && answers ? 1 : 0, description: "Whether the service can serve: 1 or 0.");
        meter.CreateObservableGauge("auth.session.live", () => Told(s => s.Sessions), "{session}", "Sessions that have not ended, up to a million.");
        meter.CreateObservableGauge("auth.audit.seal.lag", () => Told(s => s.SealLag), "s", "How long the oldest line of the audit trail waits to be sealed.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                answers = readiness.HasStarted && await AnswersAsync(stoppingToken);
                seen = answers ? await LookAsync(stoppingToken) : null;
                await Task.Delay(readiness.HasStarted ? Interval : UntilStarted, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.AnswersAsync(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<Seen?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.FindAsync(Statement, _ => { }, row => new Seen(row.Number(), SealLag(row.OptionalInstant())), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // Whatever it was, a service does not end for what is only shown; whoever needs the database says so in the log.
        }
    }

    private double SealLag(DateTimeOffset? oldest) => oldest is { } at ? Math.Max(0, (clock.GetUtcNow() - at).TotalSeconds) : 0;

    private IEnumerable<Measurement<double>> Told(Func<Seen, double> value) => seen is { } told ? [new(value(told))] : [];

    private sealed record Seen(int Sessions, double SealLag);
}
