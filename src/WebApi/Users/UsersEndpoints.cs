using Auth.Application.Credentials;
using Auth.Application.Users;
using Auth.Domain.Users;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Users;

internal static class UsersEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/auth/register", (RegisterUser body, Answer answer) => answer.Created(body, user => $"/api/v1/users/{user.Id}"))
            .WithTags("Account").Sends<RegisterUser>(201, "Sign up", 400, 409);

        var own = routes.MapGroup("/api/v1/users/me").WithTags("Account");
        own.MapGet("", (Answer answer) => answer.Ok(new GetOwnAccount())).Sends<GetOwnAccount>(200, "Own account");
        own.MapPatch("", (ChangeOwnAccount body, Answer answer) => answer.Ok(body)).Sends<ChangeOwnAccount>(200, "Change the profile", 400, 403, 409);
        own.MapPut("/password", (ChangePassword body, Answer answer) => answer.NoContent(body)).Sends<ChangePassword>(204, "Change the password", 400, 429);
        own.MapDelete("", ([FromBody] WithdrawOwnAccount body, Answer answer) => answer.NoContent(body))
            .Sends<WithdrawOwnAccount>(204, "Withdraw: erase the account", 400, 409, 429);

        var members = routes.MapGroup("/api/v1/users").WithTags("Administration");
        members.MapGet("", ([AsParameters] ListUsers query, Answer answer) => answer.Ok(query)).Sends<ListUsers>(200, "Members", 400);
        members.MapGet("/{id:uuid}", (UserId id, [FromHeader(Name = AuditReason.Header)] string? reason, Answer answer) => answer.Ok(new GetUser(id, AuditReason.Read(reason))))
            .Sends<GetUser>(200, "A member's personal data", 400, 404);
        members.MapPatch("/{id:uuid}", (UserId id, ChangeUser body, Answer answer) => answer.Ok(body with { Id = id })).Sends<ChangeUser>(200, "Change a member", 400, 404, 409);
        members.MapDelete("/{id:uuid}", (UserId id, Answer answer) => answer.NoContent(new WithdrawUser(id))).Sends<WithdrawUser>(204, "Withdraw a member", 404, 409);

        routes.MapPost("/api/v1/setup/administrator", (BecomeAdministrator body, Answer answer) => answer.Ok(body))
            .WithTags("Administration").Sends<BecomeAdministrator>(200, "Become the first administrator by the set-up code", 400, 403);
    }
}
