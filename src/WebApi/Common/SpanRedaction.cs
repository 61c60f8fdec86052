using System.Diagnostics;
using OpenTelemetry;

namespace Auth.WebApi.Common;

/// <summary>
/// Lets of every span leave what is nobody's: what is named here, and no path, query, address, device, statement or message of a driver, which hold ids, names and searches of people.
/// </summary>
internal sealed class SpanRedaction : BaseProcessor<Activity>
{
    /// <summary>The source of the database driver's spans.</summary>
    public const string Driver = "MySqlConnector";

    /// <summary>The source of those that leave in their place.</summary>
    public const string Database = "Auth.Database";

    private static readonly ActivitySource Statements = new(Database);

    private static readonly HashSet<string> Told =
    [
        "http.request.method", "http.route", "http.response.status_code", "url.scheme", "network.protocol.version", "error.type",
        "auth.outcome", "db.system", "db.system.name", "db.name", "db.namespace", "db.operation.name", "db.response.status_code",
    ];

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name == Driver)
        {
            Replace(data);
            return;
        }

        foreach (var tag in data.TagObjects.Where(tag => !Told.Contains(tag.Key)).ToList())
            data.SetTag(tag.Key, null);
        data.TraceStateString = null;
        data.SetStatus(data.Status);
    }

    /// <summary>
    /// The driver adds the message of a failure, with the values of a duplicate key, to a span that has ended, as an event, which cannot be taken back. So none of its own leave, but what they were until
    /// then. What runs in the background by itself, under no use case, leaves not at all.
    /// </summary>
    private static void Replace(Activity span)
    {
        span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        if (span.ParentSpanId == default)
            return;
        var parent = new ActivityContext(span.TraceId, span.ParentSpanId, ActivityTraceFlags.Recorded);
        using var statement = Statements.StartActivity(span.DisplayName, span.Kind, parent, span.TagObjects, startTime: new DateTimeOffset(span.StartTimeUtc));
        statement?.SetEndTime(span.StartTimeUtc + span.Duration);
    }
}
