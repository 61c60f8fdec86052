using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.Extensions.Options;

namespace Auth.Application.Users;

/// <summary>Signs somebody up. Refused with <c>validation_failed</c>, <c>username_taken</c>, <c>email_taken</c>, <c>too_many_requests</c> or <c>overloaded</c>.</summary>
[AllowedTo(Caller.Anyone)]
public sealed record RegisterUser : ICommand<UserAnswer>
{
    public string? Username { get; init; }

    public Secret? Password { get; init; }

    public string? Name { get; init; }

    public string? Nickname { get; init; }

    public bool ConsentToPersonalData { get; init; }

    /// <summary>Needed where one of the optional details is given.</summary>
    public bool ConsentToOptionalData { get; init; }

    public string? Email { get; init; }

    public string? Introduction { get; init; }

    public string? Phone { get; init; }

    /// <summary><c>yyyy-mm-dd</c></summary>
    public string? BirthDate { get; init; }

    /// <summary><c>male</c>, <c>female</c> or <c>unspecified</c></summary>
    public string? Gender { get; init; }

    /// <summary>Without what is in it, for the lowest log level of the framework writes out what a page is sent.</summary>
    public override string ToString() => nameof(RegisterUser);

    internal bool GivesOptionalData => Email is not null || Phone is not null || BirthDate is not null
        || !string.IsNullOrWhiteSpace(Introduction) || (UserRules.ParseEnum<Gender>(Gender) ?? Domain.Users.Gender.Unspecified) != Domain.Users.Gender.Unspecified;

    internal Profile Profile => new(
        FreeText.Clean(Name!),
        FreeText.Clean(Nickname!),
        Email is null ? null : EmailAddress.Parse(Email).Value,
        string.IsNullOrWhiteSpace(Introduction) ? null : FreeText.Clean(Introduction),
        MobileNumbers.Parse(Phone),
        UserRules.ParseDate(BirthDate),
        UserRules.ParseEnum<Gender>(Gender) ?? Domain.Users.Gender.Unspecified);

    /// <summary>As far as they can be read yet.</summary>
    internal PersonalDetails Details => new(Username, Email, Name, Nickname, MobileNumbers.Parse(Phone)?.Value, UserRules.ParseDate(BirthDate));
}

internal sealed class RegisterUserValidator : AbstractValidator<RegisterUser>
{
    public RegisterUserValidator(IPasswordJudge judge, TimeProvider clock)
    {
        RuleFor(r => r.Username).Username();
        RuleFor(r => r.Password).NewPassword(judge, r => r.Details);
        RuleFor(r => r.Name).Name();
        RuleFor(r => r.Nickname).Nickname();
        RuleFor(r => r.Email).Email();
        RuleFor(r => r.Introduction).Introduction();
        RuleFor(r => r.Phone).Phone();
        RuleFor(r => r.BirthDate).BirthDate(clock);
        RuleFor(r => r.Gender).OneOf<RegisterUser, Gender>();
        RuleFor(r => r.ConsentToPersonalData).Equal(true).WithErrorCode("consent_required").WithMessage("Agree to the required consent.");
        RuleFor(r => r.ConsentToOptionalData).Must((r, given) => given || !r.GivesOptionalData).As(UserErrors.OptionalConsentRequired);
    }
}

internal sealed class RegisterUserHandler(
    IUsersDb db, IPasswords passwords, IBudgets budgets, RequestContext context, IOptions<ConsentDocuments> documents, TimeProvider clock)
    : IHandler<RegisterUser, UserAnswer>
{
    public async Task<Result<UserAnswer>> Handle(RegisterUser request, CancellationToken cancellationToken)
    {
        var username = Username.Parse(request.Username).Value;
        var registered = User.Register(username, request.Profile, Consents(request), clock.GetUtcNow());
        if (!registered.IsSuccess)
            return registered.Error;

        // Saves a hash where the name is taken already; the unique indexes alone decide.
        var user = registered.Value;
        if (await Taken.FindAsync(db, budgets, username, user.Profile.Email, cancellationToken) is { } taken)
            return taken;
        if (await budgets.TakeAsync(Budget.Registrations, cancellationToken) is { } tooMany)
            return tooMany;

        var hash = await passwords.HashAsync(request.Password!, cancellationToken);
        if (!hash.IsSuccess)
            return hash.Error;

        db.Users.Add(user);
        passwords.SetInitial(user.Id, hash.Value);
        return UserAnswer.From(user);
    }

    private List<ConsentGiven> Consents(RegisterUser request)
    {
        List<ConsentGiven> given = [];
        if (request.ConsentToPersonalData)
            given.Add(documents.Value.Given(ConsentPurpose.PersonalData, context));
        if (request.ConsentToOptionalData)
            given.Add(documents.Value.Given(ConsentPurpose.OptionalData, context));
        return given;
    }
}
