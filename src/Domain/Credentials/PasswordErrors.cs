using Auth.Domain.Common;

namespace Auth.Domain.Credentials;

/// <summary>Why a new password is refused that is long enough.</summary>
public static class PasswordErrors
{
    public static readonly Error Common =
        CommonErrors.ValidationFailed("password", "password_common", "This password is widely known. Choose another.");

    public static readonly Error HasUsername =
        CommonErrors.ValidationFailed("password", "password_has_username", "The password contains the username. Choose one without it.");

    public static readonly Error HasEmail =
        CommonErrors.ValidationFailed("password", "password_has_email", "The password contains the email address. Choose one without it.");

    public static readonly Error HasName =
        CommonErrors.ValidationFailed("password", "password_has_name", "The password contains the name. Choose one without it.");

    public static readonly Error HasNickname =
        CommonErrors.ValidationFailed("password", "password_has_nickname", "The password contains the nickname. Choose one without it.");

    public static readonly Error HasPhone =
        CommonErrors.ValidationFailed("password", "password_has_phone", "The password contains the phone number. Choose one without it.");

    public static readonly Error HasBirthDate =
        CommonErrors.ValidationFailed("password", "password_has_birth_date", "The password contains the date of birth. Choose one without it.");

    public static readonly Error HasServiceName =
        CommonErrors.ValidationFailed("password", "password_has_service_name", "The password contains the name of this service. Choose one without it.");

    public static readonly Error TooSimple =
        CommonErrors.ValidationFailed("password", "password_too_simple", "Sequences, repetitions and dates are easy to guess. Make it longer with other words.");

    public static readonly Error Guessable =
        CommonErrors.ValidationFailed("password", "password_guessable", "A common word with small changes is easy to guess. Make it longer with other words.");
}
