using Auth.Application.Audit;
using Auth.WebApi.Common;

namespace Auth.WebApi.Audit;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var trail = routes.MapGroup("/api/v1/audit-events").WithTags("Administration");
        trail.MapGet("", ([AsParameters] ListAuditEvents query, Answer answer) => answer.Ok(query)).Sends<ListAuditEvents>(200, "Who did what, when, from where", 400);
        trail.MapGet("/verification", (Answer answer) => answer.Ok(new VerifyAuditTrail())).Sends<VerifyAuditTrail>(200, "Whether the newest part of the trail is as it was written", 429);
    }
}
