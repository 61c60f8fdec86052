using Auth.Domain.Common;

namespace Auth.Domain.Credentials;

/// <summary>What a new password must be: long enough and nothing else (NIST SP 800-63B-4 3.1.1.2). Lengths are code points after NFC.</summary>
public static class PasswordPolicy
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    public static bool IsTooShort(string password) => Length(password) < MinLength;

    public static bool IsTooLong(string password) => Length(password) > MaxLength;

    private static int Length(string password) => Nfc.Of(password).EnumerateRunes().Count();
}
