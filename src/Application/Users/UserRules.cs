using System.Globalization;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;

namespace Auth.Application.Users;

/// <summary>The rules of the fields of a user, each written once and used by every request that has the field.</summary>
internal static class UserRules
{
    private const int OldestBirthYear = 1900;
    private static readonly TimeSpan KoreaStandardTime = TimeSpan.FromHours(9);

    public static void Username<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty().WithErrorCode("username_required").WithMessage("Enter a username.")
            .Must(Domain.Users.Username.IsValid).As(UserErrors.UsernameMalformed);

    public static void Name<T>(this IRuleBuilder<T, string?> rule) => rule.Named("name", "Enter your name.", FreeText.NameMaxLength);

    public static void Nickname<T>(this IRuleBuilder<T, string?> rule) => rule.Named("nickname", "Enter a nickname.", FreeText.NicknameMaxLength);

    public static void Email<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(e => e is null || EmailAddress.IsValid(e)).As(UserErrors.EmailMalformed);

    public static void Introduction<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(t => string.IsNullOrWhiteSpace(t) || FreeText.IsValid(t, FreeText.IntroductionMaxLength, severalLines: true))
            .WithErrorCode("introduction_malformed")
            .WithMessage($"The introduction must be {FreeText.IntroductionMaxLength} characters or fewer, without control characters.");

    public static void Phone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(p => p is null || MobileNumbers.Parse(p) is not null)
            .WithErrorCode("phone_malformed").WithMessage("Enter a mobile number like 010-1234-5678.");

    public static void BirthDate<T>(this IRuleBuilder<T, string?> rule, TimeProvider clock) =>
        rule.Must(d => d is null || ParseDate(d) is { Year: >= OldestBirthYear }).WithErrorCode("birth_date_not_real").WithMessage("Enter a real date.")
            .Must(d => d is null || ParseDate(d) < Today(clock)).WithErrorCode("birth_date_future").WithMessage("Date of birth must be in the past.")
            .Must(d => d is null || ParseDate(d) <= Today(clock).AddYears(-User.MinimumAge))
            .WithErrorCode("birth_date_too_young").WithMessage($"You must be {User.MinimumAge} or older to sign up.");

    public static void OneOf<T, TEnum>(this IRuleBuilder<T, string?> rule)
        where TEnum : struct, Enum =>
        rule.Must(v => v is null || ParseEnum<TEnum>(v) is not null)
            .WithErrorCode("value_unknown").WithMessage($"Must be one of: {string.Join(", ", Enum.GetNames<TEnum>().Select(AsciiText.Lower))}.");

    /// <summary>Says what the domain says of the same field.</summary>
    public static IRuleBuilderOptions<T, TProperty> As<T, TProperty>(this IRuleBuilderOptions<T, TProperty> rule, Error error) =>
        rule.WithErrorCode(error.Fields[0].Code).WithMessage(error.Fields[0].Message);

    /// <summary>A date as <c>yyyy-mm-dd</c>, or null when it is none.</summary>
    public static DateOnly? ParseDate(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>A member of an enumeration by its lower-case name and nothing else: no numbers, no lists.</summary>
    public static TEnum? ParseEnum<TEnum>(string? text)
        where TEnum : struct, Enum
    {
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (AsciiText.Lower(value.ToString()) == text)
                return value;
        }

        return null;
    }

    private static void Named<T>(this IRuleBuilder<T, string?> rule, string field, string required, int maxLength) =>
        rule.NotEmpty().WithErrorCode($"{field}_required").WithMessage(required)
            .Must(t => FreeText.IsValid(t, maxLength))
            .WithErrorCode($"{field}_malformed").WithMessage($"Must be {maxLength} characters or fewer, without control characters.");

    /// <summary>The date where the service's law applies; an age changes at midnight in Korea.</summary>
    private static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().ToOffset(KoreaStandardTime).DateTime);
}
