using Auth.Domain.Sessions;

namespace Auth.Application.Sessions;

/// <summary>Makes signing keys, whose private half leaves it encrypted only.</summary>
public interface ISigningKeyMaker
{
    SigningKeySchedule Schedule { get; }

    SigningKey Make(int sequence, DateTimeOffset activeFrom, DateTimeOffset now);
}
