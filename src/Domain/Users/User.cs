using Auth.Domain.Common;

namespace Auth.Domain.Users;

public enum Role
{
    Member,
    Admin,
}

public enum UserStatus
{
    Active,
    Suspended,
}

/// <summary>Who somebody is. A withdrawn user is not a status: the row is deleted, and with it everything that refers to it.</summary>
public sealed class User : Entity
{
    /// <summary>Years somebody must have lived to sign up.</summary>
    public const int MinimumAge = 14;

    private readonly List<Consent> consents = [];

    private User()
    {
    }

    public UserId Id { get; private set; }

    public Username Username { get; private set; } = null!;

    public string Name { get; private set; } = "";

    public string Nickname { get; private set; } = "";

    public EmailAddress? Email { get; private set; }

    public bool EmailVerified { get; private set; }

    public string? Introduction { get; private set; }

    public PhoneNumber? Phone { get; private set; }

    public DateOnly? BirthDate { get; private set; }

    public Gender Gender { get; private set; }

    public Role Role { get; private set; }

    public UserStatus Status { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? LastLoginAt { get; private set; }

    /// <summary>Counts the changes of this row, so that of two changes from the same state one has to look again.</summary>
    public int Version { get; private set; }

    public IReadOnlyList<Consent> Consents => consents;

    public Profile Profile => new(Name, Nickname, Email, Introduction, Phone, BirthDate, Gender);

    public DateTimeOffset? ConsentedAt => CurrentConsent(ConsentPurpose.PersonalData)?.GivenAt;

    /// <summary>A new member. Refuses optional data without the consent to it.</summary>
    public static Result<User> Register(Username username, Profile profile, IReadOnlyCollection<ConsentGiven> given, DateTimeOffset now)
    {
        if (given.All(g => g.Purpose != ConsentPurpose.PersonalData))
            return UserErrors.ConsentRequired;
        if (profile.HasOptionalData && given.All(g => g.Purpose != ConsentPurpose.OptionalData))
            return UserErrors.OptionalConsentRequired;

        var user = Create(username, profile, Role.Member, now);
        user.consents.AddRange(given.Select(g => new Consent(user.Id, g, now)));
        user.Raise(new UserRegistered(user.Id));
        return user;
    }

    /// <summary>An administrator made by the host, from its configuration or by command: nobody consented to anything yet.</summary>
    public static User CreateAdministrator(Username username, DateTimeOffset now)
    {
        var user = Create(username, new Profile(username.Value, username.Value), Role.Admin, now);
        user.Raise(new UserRegistered(user.Id));
        user.Raise(new UserRoleChanged(user.Id, Role.Admin));
        return user;
    }

    /// <summary>Somebody brought over from elsewhere, as they were there. Refuses optional data that no consent covers.</summary>
    public static Result<User> Import(UserState state)
    {
        var user = Create(state.Username, state.Profile, state.Role, state.CreatedAt);
        user.consents.AddRange(state.Consents.Select(c => new Consent(state.Id, c)));
        if (state.Profile.HasOptionalData && user.CurrentConsent(ConsentPurpose.OptionalData) is null)
            return UserErrors.OptionalConsentRequired;

        (user.Id, user.Status, user.EmailVerified) = (state.Id, state.Status, state is { EmailVerified: true, Profile.Email: not null });
        (user.UpdatedAt, user.LastLoginAt) = (state.UpdatedAt, state.LastLoginAt);
        user.Raise(new UserImported(state.Id));
        if (state.Role == Role.Admin)
            user.Raise(new UserRoleChanged(state.Id, state.Role));
        return user;
    }

    /// <summary>Refuses optional data that no consent covers. A changed email address is unverified again.</summary>
    public Error? ChangeProfile(Profile profile, DateTimeOffset now)
    {
        if (profile == Profile)
            return null;
        if (AddsOptionalData(profile) && CurrentConsent(ConsentPurpose.OptionalData) is null)
            return UserErrors.OptionalConsentRequired;

        Apply(profile);
        Touch(now);
        Raise(new UserProfileChanged(Id));
        return null;
    }

    public void GiveConsent(ConsentGiven given, DateTimeOffset now)
    {
        if (CurrentConsent(given.Purpose) is { } current && current.DocumentVersion == given.DocumentVersion)
            return;
        CurrentConsent(given.Purpose)?.Withdraw(now);
        consents.Add(new Consent(Id, given, now));
        Touch(now);
        Raise(new ConsentWasGiven(Id, given.Purpose));
    }

    /// <summary>Takes the consent to optional data back, and with it every optional detail.</summary>
    public void WithdrawOptionalConsent(DateTimeOffset now)
    {
        if (CurrentConsent(ConsentPurpose.OptionalData) is not { } consent)
            return;
        consent.Withdraw(now);
        Apply(Profile.WithoutOptionalData());
        Touch(now);
        Raise(new ConsentWasWithdrawn(Id, ConsentPurpose.OptionalData));
    }

    public void ChangeRole(Role role, DateTimeOffset now)
    {
        if (Role == role)
            return;
        Role = role;
        Touch(now);
        Raise(new UserRoleChanged(Id, role));
    }

    public void ChangeStatus(UserStatus status, DateTimeOffset now)
    {
        if (Status == status)
            return;
        Status = status;
        Touch(now);
        Raise(status == UserStatus.Suspended ? new UserSuspended(Id) : new UserRestored(Id));
    }

    /// <summary>Tells that the user goes; the caller removes the row in the same transaction.</summary>
    public void Withdraw() => Raise(new UserWithdrawn(Id));

    private static User Create(Username username, Profile profile, Role role, DateTimeOffset now)
    {
        var user = new User { Id = UserId.New(now), Username = username, Role = role, CreatedAt = now, UpdatedAt = now };
        user.Apply(profile);
        return user;
    }

    private bool AddsOptionalData(Profile profile) =>
        (profile.Email is not null && profile.Email != Email)
        || (profile.Introduction is not null && profile.Introduction != Introduction)
        || (profile.Phone is not null && profile.Phone != Phone)
        || (profile.BirthDate is not null && profile.BirthDate != BirthDate)
        || (profile.Gender != Gender.Unspecified && profile.Gender != Gender);

    private Consent? CurrentConsent(ConsentPurpose purpose) => consents.LastOrDefault(c => c.Purpose == purpose && c.WithdrawnAt is null);

    private void Apply(Profile profile)
    {
        if (profile.Email != Email)
            EmailVerified = false;
        (Name, Nickname, Email, Introduction, Phone, BirthDate, Gender) = profile;
    }

    private void Touch(DateTimeOffset now)
    {
        UpdatedAt = now;
        Version++;
    }
}
