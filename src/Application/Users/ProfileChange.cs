using System.Text.Json.Serialization;
using Auth.Application.Common;
using Auth.Domain.Users;
using FluentValidation;

namespace Auth.Application.Users;

/// <summary>A change of some profile fields: what is absent stays, <c>null</c> clears an optional one.</summary>
public abstract record ProfileChange
{
    public Optional<string> Email { get; init; }

    public Optional<string> Name { get; init; }

    public Optional<string> Nickname { get; init; }

    public Optional<string> Introduction { get; init; }

    public Optional<string> Phone { get; init; }

    /// <summary><c>yyyy-mm-dd</c></summary>
    public Optional<string> BirthDate { get; init; }

    /// <summary><c>male</c>, <c>female</c> or <c>unspecified</c></summary>
    public Optional<string> Gender { get; init; }

    /// <summary>When the account was last changed as the caller saw it; a change since then is refused with <c>changed_meanwhile</c>. Absent, nothing is compared.</summary>
    [JsonIgnore]
    public DateTimeOffset? Seen { get; init; }

    /// <summary>Without what is in it, for the lowest log level of the framework writes out what a page is sent.</summary>
    public sealed override string ToString() => GetType().Name;

    internal bool HasMissed(User user) => Seen is { } seen && seen != user.UpdatedAt;

    internal Profile ApplyTo(Profile current) => new(
        Name.IsPresent ? FreeText.Clean(Name.Value!) : current.Name,
        Nickname.IsPresent ? FreeText.Clean(Nickname.Value!) : current.Nickname,
        Email.IsPresent ? (Email.Value is null ? null : EmailAddress.Parse(Email.Value).Value) : current.Email,
        Introduction.IsPresent ? (string.IsNullOrWhiteSpace(Introduction.Value) ? null : FreeText.Clean(Introduction.Value)) : current.Introduction,
        Phone.IsPresent ? MobileNumbers.Parse(Phone.Value) : current.Phone,
        BirthDate.IsPresent ? UserRules.ParseDate(BirthDate.Value) : current.BirthDate,
        Gender.IsPresent ? UserRules.ParseEnum<Gender>(Gender.Value) ?? Domain.Users.Gender.Unspecified : current.Gender);
}

internal abstract class ProfileChangeValidator<T> : AbstractValidator<T>
    where T : ProfileChange
{
    protected ProfileChangeValidator(TimeProvider clock)
    {
        When(r => r.Name.IsPresent, () => RuleFor(r => r.Name.Value).Name());
        When(r => r.Nickname.IsPresent, () => RuleFor(r => r.Nickname.Value).Nickname());
        RuleFor(r => r.Email.Value).Email();
        RuleFor(r => r.Introduction.Value).Introduction();
        RuleFor(r => r.Phone.Value).Phone();
        RuleFor(r => r.BirthDate.Value).BirthDate(clock);
        RuleFor(r => r.Gender.Value).OneOf<T, Gender>();
    }
}
