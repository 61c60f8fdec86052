using System.Text.Json.Serialization;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>
/// Changes a member's profile, role or status. Refused with <c>not_found</c>, <c>validation_failed</c>, <c>email_taken</c>, <c>last_administrator</c>,
/// <c>changed_meanwhile</c> or, for role and status, <c>reauthentication_required</c>.
/// An administrator cannot consent for somebody: optional details can be set only where the member's own consent covers them.
/// </summary>
[AllowedTo(Caller.Administrator)]
public sealed record ChangeUser : ProfileChange, ICommand<UserAnswer>, ISensitive
{
    [JsonIgnore]
    public UserId Id { get; init; }

    /// <summary><c>member</c> or <c>admin</c></summary>
    public string? Role { get; init; }

    /// <summary><c>active</c> or <c>suspended</c></summary>
    public string? Status { get; init; }

    bool ISensitive.IsSensitive => Role is not null || Status is not null;
}

internal sealed class ChangeUserValidator : ProfileChangeValidator<ChangeUser>
{
    public ChangeUserValidator(TimeProvider clock)
        : base(clock)
    {
        RuleFor(r => r.Role).OneOf<ChangeUser, Role>();
        RuleFor(r => r.Status).OneOf<ChangeUser, UserStatus>();
    }
}

internal sealed class ChangeUserHandler(IUsersDb db, IUnitOfWork unitOfWork, TimeProvider clock) : IHandler<ChangeUser, UserAnswer>
{
    public async Task<Result<UserAnswer>> Handle(ChangeUser request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var user = await db.Users.WithConsents().SingleOrDefaultAsync(u => u.Id == request.Id, cancellationToken);
        if (user is null)
            return CommonErrors.NotFound;
        if (request.HasMissed(user))
            return UserErrors.ChangedMeanwhile;

        var role = UserRules.ParseEnum<Role>(request.Role) ?? user.Role;
        var status = UserRules.ParseEnum<UserStatus>(request.Status) ?? user.Status;
        var staysAdministrator = role == Role.Admin && status == UserStatus.Active;
        if (!staysAdministrator && await Administrators.IsLastAsync(db, unitOfWork, user, cancellationToken))
            return UserErrors.LastAdministrator;

        if (user.ChangeProfile(request.ApplyTo(user.Profile), now) is { } refusal)
            return refusal;
        user.ChangeRole(role, now);
        user.ChangeStatus(status, now);
        unitOfWork.Tell(new UserViewed(user.Id)); // The answer shows all of them, also where nothing changes.
        return UserAnswer.From(user);
    }
}
