using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Auth.Application.Common;

/// <summary>
/// How often each use case ran, with which outcome (<c>ok</c> or the code of the refusal) and for how long; and a span for each, where somebody traces. Names of use cases and codes are few, and neither
/// is anybody's.
/// </summary>
public sealed class UseCaseMetrics(IMeterFactory meters)
{
    /// <summary>Of the meter and of the spans.</summary>
    public const string Name = "Auth.UseCases";

    /// <summary>The outcome of a use case that ended with an exception.</summary>
    public const string Failed = "failed";

    private static readonly ActivitySource Spans = new(Name);

    /// <summary>From a millisecond to the longest that anybody waits: what else is assumed for a histogram suits milliseconds.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly Histogram<double> duration = meters.Create(new MeterOptions(Name))
        .CreateHistogram("auth.use_case.duration", "s", "How long a use case took.", advice: Seconds);

    public static Activity? Begin(string useCase) => Spans.StartActivity(useCase);

    public void End(Activity? span, string useCase, string outcome, TimeSpan took)
    {
        duration.Record(took.TotalSeconds, new("auth.use_case", useCase), new("auth.outcome", outcome));
        span?.SetTag("auth.outcome", outcome);
        if (outcome == Failed)
            span?.SetStatus(ActivityStatusCode.Error);
    }
}
