using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>
/// Brings users over from elsewhere, some at a time. Who is here already, by id or, without one, by username, stays as they are; who has withdrawn here stays away. What of somebody cannot be taken stays
/// behind and is named; without an id, a username, a role or a status that can be taken nobody is. Refused as a whole, with <c>username_taken</c> or <c>email_taken</c>, where somebody took a name in the same moment.
/// </summary>
[AllowedTo(Caller.Host)]
public sealed record ImportUsers(IReadOnlyList<UserRecord> Users) : ICommand<ImportedUsers>
{
    /// <summary>What one transaction takes.</summary>
    public const int Most = 500;
}

/// <summary>What became of each, in their order.</summary>
public sealed record ImportedUsers(IReadOnlyList<ImportOutcome> Outcomes);

/// <summary>What became of one, and what of them stayed behind, and why.</summary>
public sealed record ImportOutcome(ImportResult Result, IReadOnlyList<FieldError> Refusals);

public enum ImportResult
{
    Imported,
    Present,
    Refused,
}

internal sealed class ImportUsersValidator : AbstractValidator<ImportUsers>
{
    public ImportUsersValidator() =>
        RuleFor(r => r.Users).Must(users => users.Count <= ImportUsers.Most).WithErrorCode("users_many").WithMessage($"Must be {ImportUsers.Most} or fewer.");
}

/// <summary>Who was here once.</summary>
public interface IWithdrawnUsers
{
    /// <summary>Those of them who have withdrawn, as long as the audit trail remembers it.</summary>
    Task<IReadOnlyCollection<UserId>> AmongAsync(IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken);
}

internal sealed class ImportUsersHandler(IUsersDb db, IWithdrawnUsers withdrawn, IPasswords passwords, IValidator<UserRecord> rules, TimeProvider clock) : IHandler<ImportUsers, ImportedUsers>
{
    /// <summary>Those without which nobody is taken, by their names in the record.</summary>
    private static readonly string[] Essential = ["id", "username", "role", "status"];

    private static readonly FieldError IdTaken = new("id", "id_taken", "Somebody of another username has this id.");
    private static readonly FieldError WithdrawnHere = new("id", "user_withdrawn_here", "Has withdrawn here since.");

    public async Task<Result<ImportedUsers>> Handle(ImportUsers request, CancellationToken cancellationToken)
    {
        var here = await FindAsync(request.Users, cancellationToken);
        return new ImportedUsers([.. request.Users.Select(record => Take(record, here))]);
    }

    private async Task<Here> FindAsync(IReadOnlyList<UserRecord> records, CancellationToken cancellationToken)
    {
        List<UserId> ids = [.. records.Select(r => UserId.TryParse(r.Id, null, out var id) ? id : default).Distinct()];
        List<Username> usernames = [.. records.Select(r => Username.Parse(r.Username)).Where(u => u.IsSuccess).Select(u => u.Value).Distinct()];
        List<EmailAddress?> emails = [.. records.Select(r => EmailAddress.Parse(r.Email)).Where(e => e.IsSuccess).Select(e => e.Value).Distinct()];
        var users = db.Users.AsNoTracking();
        return new Here(
            await users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Username, cancellationToken),
            [.. await withdrawn.AmongAsync(ids, cancellationToken)],
            [.. await users.Where(u => usernames.Contains(u.Username)).Select(u => u.Username).ToListAsync(cancellationToken)],
            [.. await users.Where(u => emails.Contains(u.Email)).Select(u => u.Email!).ToListAsync(cancellationToken)]);
    }

    private ImportOutcome Take(UserRecord record, Here here)
    {
        List<FieldError> wrong = [.. rules.Validate(record).Errors.Select(f => new FieldError(f.PropertyName, f.ErrorCode, f.ErrorMessage))];
        if (wrong.Exists(w => Essential.Contains(w.Field)))
            return new ImportOutcome(ImportResult.Refused, wrong);
        var username = Username.Parse(record.Username).Value;
        var now = clock.GetUtcNow();
        var id = UserId.TryParse(record.Id, null, out var theirs) ? theirs : UserId.New(now);
        if (here.Ids.TryGetValue(id, out var known) ? known == username : record.Id is null && here.Usernames.Contains(username))
            return new ImportOutcome(ImportResult.Present, wrong);
        if (known is not null)
            return new ImportOutcome(ImportResult.Refused, [IdTaken]);
        if (here.Withdrawn.Contains(id))
            return new ImportOutcome(ImportResult.Refused, [WithdrawnHere]);
        if (!here.Usernames.Add(username))
            return new ImportOutcome(ImportResult.Refused, [Refusal("username", UserErrors.UsernameTaken)]);

        here.Ids.Add(id, username);
        Add(id, username, Without(record, wrong), here, wrong, now);
        return new ImportOutcome(ImportResult.Imported, wrong);
    }

    private void Add(UserId id, Username username, UserRecord record, Here here, List<FieldError> wrong, DateTimeOffset now)
    {
        var profile = Covered(Profile(username, record, here, wrong), record.Consents, wrong);
        var created = record.CreatedAt ?? now;
        db.Users.Add(User.Import(new UserState(
            id, username, profile, record.EmailVerified, UserRules.ParseEnum<Role>(record.Role) ?? Role.Member, UserRules.ParseEnum<UserStatus>(record.Status) ?? UserStatus.Active,
            created, record.UpdatedAt ?? created, record.LastLoginAt,
            [.. record.Consents.Select(c => new ConsentState(new ConsentGiven(c.Purpose, c.DocumentVersion, c.Language, c.Channel), c.GivenAt, c.WithdrawnAt))])).Value);
        if (record.PasswordHash is { } hash)
            passwords.SetImported(id, passwords.ReadHash(hash, record.PepperId)!, record.PasswordChangedAt ?? created);
    }

    /// <summary>Whose name cannot be taken is called by their username.</summary>
    private static Profile Profile(Username username, UserRecord record, Here here, List<FieldError> wrong)
    {
        var name = record.Name is null ? username.Value : FreeText.Clean(record.Name);
        var email = record.Email is null ? null : EmailAddress.Parse(record.Email).Value;
        if (email is not null && !here.Emails.Add(email))
        {
            wrong.Add(Refusal("email", UserErrors.EmailTaken));
            email = null;
        }

        return new Profile(
            name,
            record.Nickname is null ? string.Concat(name.EnumerateRunes().Take(FreeText.NicknameMaxLength)) : FreeText.Clean(record.Nickname),
            email,
            string.IsNullOrWhiteSpace(record.Introduction) ? null : FreeText.Clean(record.Introduction),
            MobileNumbers.Parse(record.Phone),
            UserRules.ParseDate(record.BirthDate),
            UserRules.ParseEnum<Gender>(record.Gender) ?? Gender.Unspecified);
    }

    /// <summary>Optional details without a consent that holds stay behind.</summary>
    private static Profile Covered(Profile profile, IReadOnlyList<ConsentRecord> consents, List<FieldError> wrong)
    {
        if (!profile.HasOptionalData || consents.Any(c => c is { Purpose: ConsentPurpose.OptionalData, WithdrawnAt: null }))
            return profile;
        wrong.Add(Refusal("consents", UserErrors.OptionalConsentRequired));
        return profile.WithoutOptionalData();
    }

    private static UserRecord Without(UserRecord record, List<FieldError> wrong) => record with
    {
        PasswordHash = Kept(record.PasswordHash, "passwordHash", wrong),
        PasswordChangedAt = Kept(record.PasswordChangedAt, "passwordChangedAt", wrong),
        Name = Kept(record.Name, "name", wrong),
        Nickname = Kept(record.Nickname, "nickname", wrong),
        Email = Kept(record.Email, "email", wrong),
        Introduction = Kept(record.Introduction, "introduction", wrong),
        Phone = Kept(record.Phone, "phone", wrong),
        BirthDate = Kept(record.BirthDate, "birthDate", wrong),
        Gender = Kept(record.Gender, "gender", wrong),
        CreatedAt = Kept(record.CreatedAt, "createdAt", wrong),
        UpdatedAt = Kept(record.UpdatedAt, "updatedAt", wrong),
        LastLoginAt = Kept(record.LastLoginAt, "lastLoginAt", wrong),
        Consents = Kept(record.Consents, "consents", wrong) ?? [],
    };

    private static T? Kept<T>(T? value, string field, List<FieldError> wrong) => wrong.Exists(w => w.Field == field) ? default : value;

    private static FieldError Refusal(string field, Error error) => error.Fields is [var one, ..] ? one with { Field = field } : new(field, error.Code, error.Message);

    /// <summary>Who of them is here, and from then on who was taken before.</summary>
    private sealed record Here(Dictionary<UserId, Username> Ids, HashSet<UserId> Withdrawn, HashSet<Username> Usernames, HashSet<EmailAddress> Emails);
}
