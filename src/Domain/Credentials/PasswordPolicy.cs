using Auth.Domain.Common;

namespace Auth.Domain.Credentials;

/// <summary>
/// What a new password must be: long enough, and not among the first that somebody would guess (NIST SP 800-63B-4 3.1.1.2). There is no rule about what it is
/// made of. Lengths are code points after NFC.
/// </summary>
public static class PasswordPolicy
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    /// <summary>The power of ten of guesses that a password must withstand: far more than the limits on logins let anybody try.</summary>
    public const double FewestGuesses = 7;

    /// <summary>The power of ten of guesses below which a longer password is advised.</summary>
    public const double GoodGuesses = 10;

    public static bool IsTooShort(string password) => Length(password) < MinLength;

    public static bool IsTooLong(string password) => Length(password) > MaxLength;

    private static int Length(string password) => Nfc.Of(password).EnumerateRunes().Count();
}
