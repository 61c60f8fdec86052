using Auth.Domain.Common;
using Auth.Domain.Credentials;

namespace Auth.Application.Credentials;

/// <summary>Works out hashes off the request threads, in a bounded queue that is shared fairly between client networks.</summary>
public interface IPasswordHasher
{
    /// <summary>A hash under today's scheme, cost and pepper. Refused with <c>overloaded</c>.</summary>
    Task<Result<PasswordHash>> HashAsync(Secret password, CancellationToken cancellationToken);

    /// <summary>Whether the password is the one; a real hash of today's cost is worked out and the answer is no where <paramref name="hash"/> is null. Refused with <c>overloaded</c>.</summary>
    Task<Result<bool>> VerifyAsync(Secret password, PasswordHash? hash, CancellationToken cancellationToken);

    /// <summary>Reads a hash as BCrypt writes it, of the bare password or, with a pepper, of this service; null where a password cannot be verified with it here.</summary>
    PasswordHash? Read(string hash, string? pepperId);

    /// <summary>Whether a hash is of an older scheme, cost or pepper than new ones are.</summary>
    bool IsOutdated(PasswordHash hash);
}
