using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using FluentValidation;
using FluentValidation.Results;

namespace Auth.Application.Credentials.Contracts;

/// <summary>The rules of password fields, each written once.</summary>
internal static class PasswordRules
{
    /// <summary>What a new password must be, whoever it is for.</summary>
    public static void NewPassword<T>(this IRuleBuilder<T, Secret?> rule, IPasswordJudge judge, Func<T, PersonalDetails>? ownerOf = null) =>
        rule.LongEnough().Custom((password, validation) =>
        {
            if (judge.Refusal(password!, ownerOf?.Invoke(validation.InstanceToValidate)) is { } refusal)
                validation.AddFailure(new ValidationFailure(validation.PropertyPath, refusal.Message) { ErrorCode = refusal.Code });
        });

    /// <summary>The length alone, where whether the password is wanted at all turns out later.</summary>
    public static IRuleBuilderOptions<T, Secret?> LongEnough<T>(this IRuleBuilder<T, Secret?> rule) =>
        rule.Must(p => p?.Reveal() is { Length: > 0 }).WithErrorCode("password_required").WithMessage("Enter a password.")
            .Must(p => !PasswordPolicy.IsTooShort(p!.Reveal()))
            .WithErrorCode("password_short").WithMessage($"Password must be {PasswordPolicy.MinLength} characters or more.")
            .Must(p => !PasswordPolicy.IsTooLong(p!.Reveal()))
            .WithErrorCode("password_long").WithMessage($"Password must be {PasswordPolicy.MaxLength} characters or fewer.");

    public static void CurrentPassword<T>(this IRuleBuilder<T, Secret?> rule) =>
        rule.Must(p => p?.Reveal() is { Length: > 0 }).WithErrorCode("password_required").WithMessage("Enter your password.");
}
