using Auth.Application.Users.Contracts;
using Auth.Domain.Common;

namespace Auth.Application.Credentials.Contracts;

/// <summary>How well a password that is not refused withstands guessing.</summary>
public enum PasswordStrength
{
    /// <summary>Would be refused as a new password.</summary>
    Weak,

    /// <summary>Good enough against guessing at the door, but longer would be better.</summary>
    Fair,

    Strong,
}

/// <summary>
/// The one place that knows which passwords are too easy to guess, for every way in. How a password is made up is no rule: what counts is
/// whether it is known, tells of its owner or falls to few guesses. Only what is long enough is brought here.
/// </summary>
public interface IPasswordJudge
{
    /// <summary>Why nobody, or not this owner, may choose the password; null where they may. The field is called <c>password</c>.</summary>
    FieldError? Refusal(Secret password, PersonalDetails? owner);

    /// <summary>Whether the password of somebody who has just logged in would be refused as a new one, by itself. Never throws.</summary>
    bool AdvisesChange(Secret password);

    PasswordStrength StrengthOf(Secret password);
}
