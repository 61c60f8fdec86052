using Auth.Application.Credentials.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;

namespace Auth.Application.Users;

/// <summary>
/// A user as they are brought from one installation, or from another program, to the next: one line of the files that <c>auth users export</c> writes and
/// <c>auth users import</c> reads.
/// </summary>
public sealed record UserRecord
{
    /// <summary>A UUID; where there is none, the username says who it is, and a new id is made.</summary>
    public string? Id { get; init; }

    public string? Username { get; init; }

    /// <summary>As BCrypt writes it, <c>$2b$…</c>. Without one nobody can log in as this user.</summary>
    public Secret? PasswordHash { get; init; }

    /// <summary>The pepper in the hash, of this installation; none in a hash of the bare password.</summary>
    public string? PepperId { get; init; }

    public DateTimeOffset? PasswordChangedAt { get; init; }

    public string? Name { get; init; }

    public string? Nickname { get; init; }

    public string? Email { get; init; }

    public bool EmailVerified { get; init; }

    public string? Introduction { get; init; }

    public string? Phone { get; init; }

    /// <summary><c>yyyy-mm-dd</c></summary>
    public string? BirthDate { get; init; }

    /// <summary><c>male</c>, <c>female</c> or <c>unspecified</c></summary>
    public string? Gender { get; init; }

    /// <summary><c>member</c> or <c>admin</c></summary>
    public string? Role { get; init; }

    /// <summary><c>active</c> or <c>suspended</c></summary>
    public string? Status { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? LastLoginAt { get; init; }

    public IReadOnlyList<ConsentRecord> Consents { get; init; } = [];

    /// <summary>Without what is in it.</summary>
    public override string ToString() => nameof(UserRecord);

    /// <summary>Whether it is a time that somebody may have done something at.</summary>
    public static bool IsPast(DateTimeOffset time, TimeProvider clock) => time >= DateTimeOffset.UnixEpoch && time <= clock.GetUtcNow();
}

/// <summary>A line of the consent ledger.</summary>
/// <param name="Purpose"><c>personalData</c> or <c>optionalData</c></param>
/// <param name="DocumentVersion">Of the text that was agreed to.</param>
/// <param name="Language">Of that text.</param>
/// <param name="Channel"><c>page</c>, <c>api</c> or <c>host</c></param>
/// <param name="GivenAt">When it was given.</param>
/// <param name="WithdrawnAt">When it was taken back.</param>
public sealed record ConsentRecord(ConsentPurpose Purpose, string DocumentVersion, string Language, Channel Channel, DateTimeOffset GivenAt, DateTimeOffset? WithdrawnAt = null);

/// <summary>The rules of sign-up, as far as they are about somebody who has signed up elsewhere.</summary>
internal sealed class UserRecordValidator : AbstractValidator<UserRecord>
{
    public UserRecordValidator(IPasswords passwords, TimeProvider clock)
    {
        RuleFor(r => r.Id).Must(id => id is null || UserId.TryParse(id, null, out _)).WithErrorCode("id_malformed").WithMessage("Must be a UUID.");
        RuleFor(r => r.Username).Username();
        RuleFor(r => r.PasswordHash).NotNull().WithErrorCode("password_required").WithMessage("There is no password, so nobody can log in as this user.")
            .Must((r, hash) => passwords.ReadHash(hash!, r.PepperId) is not null)
            .WithErrorCode("password_hash_unknown").WithMessage("The password's hash cannot be verified here, so nobody can log in as this user.");
        RuleFor(r => r.Name).Name();
        RuleFor(r => r.Nickname).Nickname();
        RuleFor(r => r.Email).Email();
        RuleFor(r => r.Introduction).Introduction();
        RuleFor(r => r.Phone).Phone();
        RuleFor(r => r.BirthDate).BirthDate(clock);
        RuleFor(r => r.Gender).OneOf<UserRecord, Gender>();
        RuleFor(r => r.Role).OneOf<UserRecord, Role>();
        RuleFor(r => r.Status).OneOf<UserRecord, UserStatus>();
        RuleFor(r => r.PasswordChangedAt).Past(clock);
        RuleFor(r => r.CreatedAt).Past(clock);
        RuleFor(r => r.UpdatedAt).Past(clock);
        RuleFor(r => r.LastLoginAt).Past(clock);
        RuleFor(r => r.Consents).Must(consents => consents.All(c => IsLine(c, clock)) && consents.Where(c => c.WithdrawnAt is null).GroupBy(c => c.Purpose).All(open => open.Count() == 1))
            .WithErrorCode("consents_malformed").WithMessage("A consent needs a purpose, a version, a language, a channel and a time, and only one for each purpose holds.");
    }

    private static bool IsLine(ConsentRecord line, TimeProvider clock) =>
        line is { DocumentVersion.Length: > 0 and <= Consent.DocumentVersionMaxLength, Language.Length: > 0 and <= Consent.LanguageMaxLength }
        && UserRecord.IsPast(line.GivenAt, clock) && (line.WithdrawnAt is not { } end || (end >= line.GivenAt && UserRecord.IsPast(end, clock)));
}

internal static class TimeRules
{
    public static void Past<T>(this IRuleBuilder<T, DateTimeOffset?> rule, TimeProvider clock) =>
        rule.Must(time => time is null || UserRecord.IsPast(time.Value, clock)).WithErrorCode("time_not_past").WithMessage("Must be a time since 1970 that has passed.");
}

/// <summary>What a source of users gives: where in it they stand, and what of them it could not read. There is no record where nobody can be made of it.</summary>
public sealed record RecordToImport(string Place, UserRecord? Record, IReadOnlyList<FieldError> LeftBehind);
