namespace Auth.Domain.Users;

public enum ConsentPurpose
{
    PersonalData,
    OptionalData,
}

/// <summary>By what way somebody spoke to the service.</summary>
public enum Channel
{
    Api,
    Page,
    Host,
}

/// <summary>A document somebody agreed to: what for, which version of the text, in which language, by which way.</summary>
public sealed record ConsentGiven(ConsentPurpose Purpose, string DocumentVersion, string Language, Channel Channel);

/// <summary>What was agreed to, when, and until when.</summary>
public sealed record ConsentState(ConsentGiven Given, DateTimeOffset GivenAt, DateTimeOffset? WithdrawnAt);

/// <summary>One line of the consent ledger. It is never changed but for the time it was withdrawn; a new agreement is a new line.</summary>
public sealed class Consent
{
    public const int DocumentVersionMaxLength = 32;
    public const int LanguageMaxLength = 8;

    private Consent()
    {
    }

    internal Consent(UserId userId, ConsentGiven given, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        UserId = userId;
        Purpose = given.Purpose;
        DocumentVersion = given.DocumentVersion;
        Language = given.Language;
        Channel = given.Channel;
        GivenAt = now;
    }

    internal Consent(UserId userId, ConsentState state)
        : this(userId, state.Given, state.GivenAt) => WithdrawnAt = state.WithdrawnAt;

    public Guid Id { get; private set; }

    public UserId UserId { get; private set; }

    public ConsentPurpose Purpose { get; private set; }

    public string DocumentVersion { get; private set; } = "";

    public string Language { get; private set; } = "";

    public Channel Channel { get; private set; }

    public DateTimeOffset GivenAt { get; private set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    internal void Withdraw(DateTimeOffset now) => WithdrawnAt ??= now;
}
