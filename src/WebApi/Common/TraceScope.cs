using System.Collections;
using System.Diagnostics;

namespace Auth.WebApi.Common;

/// <summary>
/// What stands beside every line of the log: the trace id, which problem details and the audit trail show too. Nothing else, whatever scope the framework opens: its own name the path, in which ids of
/// people are, and what strangers make up.
/// </summary>
internal sealed class TraceScope : IExternalScopeProvider, IDisposable
{
    public void ForEachScope<TState>(Action<object?, TState> callback, TState state)
    {
        if (Activity.Current is { } activity)
            callback(new TraceId(activity.TraceId.ToHexString()), state);
    }

    public IDisposable Push(object? state) => this;

    public void Dispose()
    {
    }

    /// <summary>A text for people, a field for programs.</summary>
    private sealed record TraceId(string Value) : IEnumerable<KeyValuePair<string, object?>>
    {
        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Enumerable.Repeat(KeyValuePair.Create<string, object?>(nameof(TraceId), Value), 1).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => $"{nameof(TraceId)}:{Value}";
    }
}
