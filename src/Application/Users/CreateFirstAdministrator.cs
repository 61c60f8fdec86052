using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>Sees to it, at start, that there is an administrator, where the configuration names one.</summary>
[AllowedTo(Caller.Host)]
public sealed record CreateFirstAdministrator(string? Username, Secret? Password) : ICommand<FirstAdministrator>;

/// <summary>What was found or done.</summary>
public enum FirstAdministrator
{
    Exists,
    Created,

    /// <summary>There is none, and none is configured: the set-up code is the way.</summary>
    NotConfigured,
}

internal sealed class CreateFirstAdministratorValidator : AbstractValidator<CreateFirstAdministrator>
{
    public CreateFirstAdministratorValidator()
    {
        When(r => r.Username is not null || r.Password is not null, () =>
        {
            RuleFor(r => r.Username).Username();
            RuleFor(r => r.Password).LongEnough();
        });
    }
}

internal sealed class CreateFirstAdministratorHandler(IUsersDb db, IPasswords passwords, IPasswordJudge judge, IUnitOfWork unitOfWork, TimeProvider clock)
    : IHandler<CreateFirstAdministrator, FirstAdministrator>
{
    public async Task<Result<FirstAdministrator>> Handle(CreateFirstAdministrator request, CancellationToken cancellationToken)
    {
        if (await ThereIsOneAsync(cancellationToken))
            return FirstAdministrator.Exists;
        if (request.Username is null)
            return FirstAdministrator.NotConfigured;

        // Here rather than in the validator: a setting left over from the first start stops no later one.
        if (judge.Refusal(request.Password!, new PersonalDetails(request.Username)) is { } refusal)
            return CommonErrors.ValidationFailed([refusal]);
        var hash = await passwords.HashAsync(request.Password!, cancellationToken);
        if (!hash.IsSuccess)
            return hash.Error;

        await unitOfWork.HoldAdministratorsAsync(cancellationToken);
        if (await ThereIsOneAsync(cancellationToken))
            return FirstAdministrator.Exists;
        var user = User.CreateAdministrator(Username.Parse(request.Username).Value, clock.GetUtcNow());
        db.Users.Add(user);
        passwords.SetInitial(user.Id, hash.Value);
        return FirstAdministrator.Created;
    }

    private Task<bool> ThereIsOneAsync(CancellationToken cancellationToken) => db.Users.AnyAsync(u => u.Role == Role.Admin, cancellationToken);
}
