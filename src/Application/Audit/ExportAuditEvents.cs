using Auth.Application.Common;
using Auth.Domain.Audit;
using Auth.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Audit;

/// <summary>The audit trail from its oldest line on, some lines at a time. That it was begun is written into it.</summary>
/// <param name="After">The last line that is written already.</param>
/// <param name="Since">Only lines from this time on.</param>
/// <param name="Until">Only lines before this time.</param>
[AllowedTo(Caller.Host)]
public sealed record ExportAuditEvents(Guid? After, DateTimeOffset? Since, DateTimeOffset? Until) : ICommand<ExportedAuditEvents>;

/// <summary>The lines that come next; none at the end.</summary>
public sealed record ExportedAuditEvents(IReadOnlyList<AuditEventAnswer> Events);

internal sealed class ExportAuditEventsHandler(IAuditDb db, IUnitOfWork unitOfWork) : IHandler<ExportAuditEvents, ExportedAuditEvents>
{
    private const int Most = 1000;

    public async Task<Result<ExportedAuditEvents>> Handle(ExportAuditEvents request, CancellationToken cancellationToken)
    {
        if (request.After is null)
            unitOfWork.Tell(new AuditTrailExported());
        var events = db.AuditEvents.AsNoTracking();
        // By the key, which begins with the time.
        if ((request.After ?? Lowest(request.Since)) is { } after)
            events = events.Where(e => e.Id > after);
        if (Lowest(request.Until) is { } end)
            events = events.Where(e => e.Id < end);
        return new ExportedAuditEvents(await events.OrderBy(e => e.Id).Take(Most)
            .Select(e => new AuditEventAnswer(e.Id, e.At, e.Type, e.Outcome, e.ActorId, e.SubjectId, e.SessionId, e.Address, e.UserAgent, e.TraceId, e.Reason, e.Sequence))
            .ToListAsync(cancellationToken));
    }

    private static Guid? Lowest(DateTimeOffset? at) => at is { } time ? AuditEvent.LowestIdAt(time) : null;
}
