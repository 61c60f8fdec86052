using Auth.Domain.Sessions;
using Auth.Domain.Users;

namespace Auth.Domain.Audit;

/// <summary>Who was at the other end when something happened.</summary>
public sealed record Origin(UserId? ActorId, SessionId? SessionId, string? Address, string? UserAgent, string? TraceId);

/// <summary>One line of the audit trail: what happened, to whom, by whom, from where. It holds ids, never names or what was typed.</summary>
public sealed class AuditEvent
{
    public const int TypeMaxLength = 48;
    public const int OutcomeMaxLength = 48;
    public const int TraceIdMaxLength = 32;

    private AuditEvent()
    {
    }

    public AuditEvent(string type, string outcome, UserId? subjectId, Origin origin, DateTimeOffset at)
    {
        Id = Guid.CreateVersion7(at);
        At = at;
        Type = type;
        Outcome = outcome;
        SubjectId = subjectId;
        ActorId = origin.ActorId;
        SessionId = origin.SessionId;
        Address = origin.Address;
        UserAgent = origin.UserAgent;
        TraceId = origin.TraceId;
    }

    public Guid Id { get; private set; }

    public DateTimeOffset At { get; private set; }

    public string Type { get; private set; } = "";

    /// <summary><c>ok</c>, or the code of the refusal.</summary>
    public string Outcome { get; private set; } = "";

    public UserId? ActorId { get; private set; }

    public UserId? SubjectId { get; private set; }

    public SessionId? SessionId { get; private set; }

    public string? Address { get; private set; }

    public string? UserAgent { get; private set; }

    public string? TraceId { get; private set; }
}
