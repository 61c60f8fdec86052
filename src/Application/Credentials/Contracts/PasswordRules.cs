using Auth.Domain.Common;
using Auth.Domain.Credentials;
using FluentValidation;

namespace Auth.Application.Credentials.Contracts;

/// <summary>The rules of password fields, each written once.</summary>
internal static class PasswordRules
{
    public static void NewPassword<T>(this IRuleBuilder<T, Secret?> rule) =>
        rule.Must(p => p?.Reveal() is { Length: > 0 }).WithErrorCode("password_required").WithMessage("Enter a password.")
            .Must(p => !PasswordPolicy.IsTooShort(p!.Reveal()))
            .WithErrorCode("password_short").WithMessage($"Password must be {PasswordPolicy.MinLength} characters or more.")
            .Must(p => !PasswordPolicy.IsTooLong(p!.Reveal()))
            .WithErrorCode("password_long").WithMessage($"Password must be {PasswordPolicy.MaxLength} characters or fewer.");

    public static void CurrentPassword<T>(this IRuleBuilder<T, Secret?> rule) =>
        rule.Must(p => p?.Reveal() is { Length: > 0 }).WithErrorCode("password_required").WithMessage("Enter your password.");
}
