using Auth.Application.Sessions;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Sessions;

internal static class SessionsEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/v1/auth").WithTags("Sessions");
        auth.MapPost("/login", (Login body, Answer answer) => answer.Ok(body)).Sends<Login>(200, "Log in", 400, 401, 403);
        auth.MapPost("/refresh", (RefreshSession body, Answer answer) => answer.Ok(body)).Sends<RefreshSession>(200, "Renew the tokens", 400, 401);
        auth.MapPost("/logout", ([FromBody] Logout? body, Answer answer) => answer.NoContent(body ?? new Logout(null))).Sends<Logout>(204, "Log out", 400, 401);
        auth.MapPost("/reauthenticate", (Reauthenticate body, Answer answer) => answer.Ok(body))
            .Sends<Reauthenticate>(200, "Enter the password again, for what is hard to undo", 400, 429);

        var own = routes.MapGroup("/api/v1/users/me/sessions").WithTags("Sessions");
        own.MapGet("", (Answer answer) => answer.Ok(new ListOwnSessions())).Sends<ListOwnSessions>(200, "Signed-in devices");
        own.MapDelete("", (Answer answer) => answer.NoContent(new EndOtherSessions())).Sends<EndOtherSessions>(204, "Log out all other devices");
        own.MapDelete("/{id:uuid}", (SessionId id, Answer answer) => answer.NoContent(new EndOwnSession(id))).Sends<EndOwnSession>(204, "Log out one device", 404);

        var members = routes.MapGroup("/api/v1/users/{id:uuid}/sessions").WithTags("Administration");
        members.MapGet("", (UserId id, Answer answer) => answer.Ok(new ListUserSessions(id))).Sends<ListUserSessions>(200, "A member's devices", 404);
        members.MapDelete("", (UserId id, Answer answer) => answer.NoContent(new EndUserSessions(id))).Sends<EndUserSessions>(204, "Log a member out everywhere", 404);

        routes.MapGet("/.well-known/jwks.json", Jwks.Write).WithTags("Sessions").WithName("Jwks").WithSummary("The public signing keys (RFC 7517)")
            .Produces<JwksAnswer>().AllowAnonymous();
    }
}
