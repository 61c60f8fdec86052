using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Domain.Common;
using FluentValidation;

namespace Auth.Application.Credentials;

/// <summary>How well a password withstands guessing, whoever it is for. Refused with <c>validation_failed</c> where it is too short or too long to be judged.</summary>
[AllowedTo(Caller.Anyone)]
public sealed record RatePassword(Secret? Password) : IQuery<RatedPassword>;

public sealed record RatedPassword(PasswordStrength Strength);

internal sealed class RatePasswordValidator : AbstractValidator<RatePassword>
{
    public RatePasswordValidator() => RuleFor(r => r.Password).LongEnough();
}

internal sealed class RatePasswordHandler(IPasswordJudge judge) : IHandler<RatePassword, RatedPassword>
{
    public Task<Result<RatedPassword>> Handle(RatePassword request, CancellationToken cancellationToken) =>
        Task.FromResult(Result.Of(new RatedPassword(judge.StrengthOf(request.Password!))));
}
