namespace Auth.Domain.Users;

public enum Gender
{
    Unspecified,
    Male,
    Female,
}

/// <summary>What somebody tells about themselves. All but the two names is optional and needs the consent to optional data.</summary>
public sealed record Profile(
    string Name,
    string Nickname,
    EmailAddress? Email = null,
    string? Introduction = null,
    PhoneNumber? Phone = null,
    DateOnly? BirthDate = null,
    Gender Gender = Gender.Unspecified)
{
    public bool HasOptionalData => Email is not null || Introduction is not null || Phone is not null || BirthDate is not null || Gender != Gender.Unspecified;

    public Profile WithoutOptionalData() => new(Name, Nickname);
}
