using Auth.Application.Credentials.Contracts;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Microsoft.Extensions.Options;

namespace Auth.Application.Credentials;

internal sealed class PasswordJudge(IKnownPasswords known, IOptions<ServiceName> service) : IPasswordJudge
{
    public FieldError? Refusal(Secret password, PersonalDetails? owner)
    {
        var words = new PersonalWords(owner, service.Value.Value);
        return Refusal(password.Reveal(), words)?.Fields[0];
    }

    public bool AdvisesChange(Secret password)
    {
        try
        {
            return PasswordPolicy.IsTooShort(password.Reveal()) || Refusal(password, owner: null) is not null;
        }
        catch (IOException)
        {
            return false; // The operator's file is gone: nobody chooses a new password then, but whoever has one still logs in.
        }
    }

    public PasswordStrength StrengthOf(Secret password)
    {
        var words = new PersonalWords(null, service.Value.Value);
        return Refusal(password.Reveal(), words) is not null ? PasswordStrength.Weak
            : Estimate(password.Reveal(), words).Log10 < PasswordPolicy.GoodGuesses ? PasswordStrength.Fair
            : PasswordStrength.Strong;
    }

    private Error? Refusal(string password, PersonalWords words)
    {
        if (known.Contains(password))
            return PasswordErrors.Common;
        if (words.FindIn(password) is { } tells)
            return tells;
        var estimate = Estimate(password, words);
        return estimate.Log10 >= PasswordPolicy.FewestGuesses ? null
            : estimate.HasWord ? PasswordErrors.Guessable
            : PasswordErrors.TooSimple;
    }

    private GuessEstimate Estimate(string password, PersonalWords words) => GuessEstimate.Of(password, known.GuessesOf, words.Guesses);
}
