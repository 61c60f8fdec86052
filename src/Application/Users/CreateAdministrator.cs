using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;

namespace Auth.Application.Users;

/// <summary>Makes a further administrator, by the operator's command. Refused with <c>validation_failed</c>, <c>username_taken</c> or <c>overloaded</c>.</summary>
[AllowedTo(Caller.Host)]
public sealed record CreateAdministrator(string? Username, Secret? Password) : ICommand<UserAnswer>;

internal sealed class CreateAdministratorValidator : AbstractValidator<CreateAdministrator>
{
    public CreateAdministratorValidator(IPasswordJudge judge)
    {
        RuleFor(r => r.Username).Username();
        RuleFor(r => r.Password).NewPassword(judge, r => new PersonalDetails(r.Username));
    }
}

internal sealed class CreateAdministratorHandler(IUsersDb db, IPasswords passwords, TimeProvider clock) : IHandler<CreateAdministrator, UserAnswer>
{
    public async Task<Result<UserAnswer>> Handle(CreateAdministrator request, CancellationToken cancellationToken)
    {
        var hash = await passwords.HashAsync(request.Password!, cancellationToken);
        if (!hash.IsSuccess)
            return hash.Error;
        var user = User.CreateAdministrator(Username.Parse(request.Username).Value, clock.GetUtcNow());
        db.Users.Add(user);
        passwords.SetInitial(user.Id, hash.Value);
        return UserAnswer.From(user);
    }
}
