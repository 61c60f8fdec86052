using Auth.Application.Audit;
using Auth.WebApi.Common;

namespace Auth.WebApi.Audit;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/audit-events", ([AsParameters] ListAuditEvents query, Answer answer) => answer.Ok(query))
            .WithTags("Administration").Sends<ListAuditEvents>(200, "Who did what, when, from where", 400);
}
