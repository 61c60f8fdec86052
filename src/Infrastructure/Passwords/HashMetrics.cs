using System.Diagnostics.Metrics;
using Auth.Application.Common;

namespace Auth.Infrastructure.Passwords;

/// <summary>What the hash governor tells of itself, in seconds and in numbers of hashes.</summary>
internal sealed class HashMetrics(IMeterFactory meters)
{
    public const string MeterName = "Auth.Passwords";

    private readonly Meter meter = meters.Create(MeterName);

    public Histogram<double> Waited => field ??= meter.CreateHistogram(
        "auth.password_hash.wait.duration", "s", "How long a hash waited for its turn.", advice: UseCaseMetrics.Seconds);

    public Histogram<double> Took => field ??= meter.CreateHistogram(
        "auth.password_hash.duration", "s", "How long a hash took, from its turn to its end.", advice: UseCaseMetrics.Seconds);

    public Counter<long> Refused => field ??= meter.CreateCounter<long>("auth.password_hash.refused", "{hash}", "Hashes that found no room, or had to make room.");

    public void Watch(Func<int> queued, Func<int> running)
    {
        meter.CreateObservableUpDownCounter("auth.password_hash.queued", queued, "{hash}", "Hashes that wait.");
        meter.CreateObservableUpDownCounter("auth.password_hash.running", running, "{hash}", "Hashes that are being worked out.");
    }
}
