using Auth.Domain.Common;

namespace Auth.Domain.Users;

public static class UserErrors
{
    public static readonly Error UsernameTaken = new("username_taken", ErrorKind.Conflict, "That username is in use. Enter another.");
    public static readonly Error EmailTaken = new("email_taken", ErrorKind.Conflict, "This email cannot be used.");
    public static readonly Error LastAdministrator = new("last_administrator", ErrorKind.Conflict, "The last administrator cannot leave or be demoted.");
    public static readonly Error ChangedMeanwhile = new("changed_meanwhile", ErrorKind.Conflict, "The details changed elsewhere meanwhile. Check the new values below.");
    public static readonly Error SetupCodeInvalid = new("setup_code_invalid", ErrorKind.Forbidden, "This set-up code is not valid.");

    public static readonly Error UsernameMalformed = CommonErrors.ValidationFailed(
        "username", "username_malformed", $"Username must be {Username.MinLength} to {Username.MaxLength} letters, digits, dots, underscores or hyphens.");

    public static readonly Error EmailMalformed = CommonErrors.ValidationFailed("email", "email_malformed", "Enter an email address like name@example.com.");

    public static readonly Error ConsentRequired =
        CommonErrors.ValidationFailed("consentToPersonalData", "consent_required", "Agree to the required consent.");

    public static readonly Error OptionalConsentRequired = CommonErrors.ValidationFailed(
        "consentToOptionalData", "optional_consent_required", "To save optional details, agree to the optional consent.");
}
