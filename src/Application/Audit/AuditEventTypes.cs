using System.Text.Json;
using Auth.Domain.Common;

namespace Auth.Application.Audit;

/// <summary>What events are called in the trail.</summary>
public static class AuditEventTypes
{
    /// <summary>The names of all events that the domain can tell.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(IDomainEvent).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IDomainEvent))).Select(Of)];

    /// <summary>The name of an event: <c>UserRegistered</c> is <c>user_registered</c>.</summary>
    public static string Of(Type happened) => JsonNamingPolicy.SnakeCaseLower.ConvertName(happened.Name);
}
