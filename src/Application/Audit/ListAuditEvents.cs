using Auth.Application.Common;
using Auth.Domain.Audit;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Audit;

/// <summary>The audit trail, newest first, one page by key. A command, since the reading itself is written into it. Refused with <c>validation_failed</c>.</summary>
/// <param name="Limit">1 to 100; 20 where nothing is said.</param>
/// <param name="Cursor">The <c>nextCursor</c> or <c>previousCursor</c> of a page.</param>
/// <param name="UserId">Only what this user did or what was done to them.</param>
/// <param name="Type">Only events of this type, such as <c>user_registered</c>.</param>
[AllowedTo(Caller.Administrator)]
public sealed record ListAuditEvents(string? Limit, string? Cursor, string? UserId, string? Type) : ICommand<Page<AuditEventAnswer>>;

/// <summary>One line of the trail: what happened, when, by whom, to whom, from where, why.</summary>
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
    string? TraceId,
    string? Reason,
    long? Sequence);

internal sealed class ListAuditEventsValidator : AbstractValidator<ListAuditEvents>
{
    public ListAuditEventsValidator()
    {
        RuleFor(r => r.Limit).Limit();
        RuleFor(r => r.UserId).Must(id => id is null || Domain.Users.UserId.TryParse(id, null, out _)).WithErrorCode("id_malformed").WithMessage("Must be a UUID.");
        RuleFor(r => r.Type).MaximumLength(AuditEvent.TypeMaxLength).WithErrorCode("type_long").WithMessage("There is no such type.");
    }
}

internal sealed class ListAuditEventsHandler(IAuditDb db, IUnitOfWork unitOfWork, ICursors cursors) : IHandler<ListAuditEvents, Page<AuditEventAnswer>>
{
    private const string List = "audit-events";

    public async Task<Result<Page<AuditEventAnswer>>> Handle(ListAuditEvents request, CancellationToken cancellationToken)
    {
        if (PagePlace.Find(cursors, List, request.Limit, request.Cursor) is not { } place)
            return PagingErrors.CursorInvalid;
        var all = db.AuditEvents.AsNoTracking();
        var events = string.IsNullOrEmpty(request.Type) ? all : all.Where(e => e.Type == request.Type);
        if (place.Keys is [var key])
        {
            var id = Guid.ParseExact(key, "N");
            events = place.IsBack ? events.Where(e => e.Id > id) : events.Where(e => e.Id < id);
        }

        if (UserId.TryParse(request.UserId, null, out var userId))
        {
            // What they did and what was done to them, each by its own index, and as much of each as the page shows.
            events = PageOf(events.Where(e => e.ActorId == userId)).Select(e => e.Id).Union(PageOf(events.Where(e => e.SubjectId == userId)).Select(e => e.Id))
                .Join(all, id => id, e => e.Id, (_, e) => e);
        }

        var found = await PageOf(events)
            .Select(e => new AuditEventAnswer(e.Id, e.At, e.Type, e.Outcome, e.ActorId, e.SubjectId, e.SessionId, e.Address, e.UserAgent, e.TraceId, e.Reason, e.Sequence))
            .ToListAsync(cancellationToken);
        unitOfWork.Tell(new AuditTrailViewed(UserId.TryParse(request.UserId, null, out var whose) ? whose : null));
        return place.Show(cursors, found, e => e, e => [e.Id.ToString("N")]);

        IQueryable<AuditEvent> PageOf(IQueryable<AuditEvent> from) =>
            (place.IsBack ? from.OrderBy(e => e.Id) : from.OrderByDescending(e => e.Id)).Take(place.Wanted);
    }
}
