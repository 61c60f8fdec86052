using Auth.Application.Common;
using Auth.Domain.Audit;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Audit;

/// <summary>The audit trail, newest first, one page by key. Refused with <c>validation_failed</c>.</summary>
/// <param name="Limit">1 to 100; 20 where nothing is said.</param>
/// <param name="Cursor">The <c>nextCursor</c> of the page before.</param>
/// <param name="UserId">Only what this user did or what was done to them.</param>
/// <param name="Type">Only events of this type, such as <c>user_registered</c>.</param>
[AllowedTo(Caller.Administrator)]
public sealed record ListAuditEvents(string? Limit, string? Cursor, string? UserId, string? Type) : IQuery<Page<AuditEventAnswer>>;

/// <summary>One line of the trail: what happened, when, by whom, to whom, from where.</summary>
public sealed record AuditEventAnswer(
    Guid Id,
    DateTimeOffset At,
    string Type,
    string Outcome,
    UserId? ActorId,
    UserId? SubjectId,
    SessionId? SessionId,
    string? Address,
    string? UserAgent,
    string? TraceId);

internal sealed class ListAuditEventsValidator : AbstractValidator<ListAuditEvents>
{
    public ListAuditEventsValidator()
    {
        RuleFor(r => r.Limit).Limit();
        RuleFor(r => r.UserId).Must(id => id is null || Domain.Users.UserId.TryParse(id, null, out _)).WithErrorCode("id_malformed").WithMessage("Must be a UUID.");
        RuleFor(r => r.Type).MaximumLength(AuditEvent.TypeMaxLength).WithErrorCode("type_long").WithMessage("There is no such type.");
    }
}

internal sealed class ListAuditEventsHandler(IAuditDb db, ICursors cursors) : IHandler<ListAuditEvents, Page<AuditEventAnswer>>
{
    private const string CursorPurpose = "audit-events";

    public async Task<Result<Page<AuditEventAnswer>>> Handle(ListAuditEvents request, CancellationToken cancellationToken)
    {
        var limit = Paging.ParseLimit(request.Limit);
        var events = db.AuditEvents.AsNoTracking();
        if (UserId.TryParse(request.UserId, null, out var userId))
            events = events.Where(e => e.ActorId == userId || e.SubjectId == userId);
        if (!string.IsNullOrEmpty(request.Type))
            events = events.Where(e => e.Type == request.Type);
        if (request.Cursor is not null)
        {
            if (cursors.Read(CursorPurpose, request.Cursor) is not [var key])
                return PageErrors.CursorInvalid;
            var last = Guid.ParseExact(key, "N");
            events = events.Where(e => e.Id < last);
        }

        var found = await events.OrderByDescending(e => e.Id).Take(limit + 1)
            .Select(e => new AuditEventAnswer(e.Id, e.At, e.Type, e.Outcome, e.ActorId, e.SubjectId, e.SessionId, e.Address, e.UserAgent, e.TraceId))
            .ToListAsync(cancellationToken);
        return new Page<AuditEventAnswer>(
            [.. found.Take(limit)], found.Count > limit ? cursors.Make(CursorPurpose, found[limit - 1].Id.ToString("N")) : null);
    }
}
