using Auth.Application.Common;
using Auth.Application.Credentials.Contracts;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

/// <summary>All users with all that is kept of them, some at a time by id, as <see cref="ImportUsers"/> takes them. That it was begun is in the audit trail.</summary>
/// <param name="After">The last one that is written already.</param>
/// <param name="WithPasswordHashes">Also what their passwords can be guessed from.</param>
[AllowedTo(Caller.Host)]
public sealed record ExportUsers(UserId? After, bool WithPasswordHashes) : ICommand<ExportedUsers>;

/// <summary>Those that come next; none at the end.</summary>
public sealed record ExportedUsers(IReadOnlyList<UserRecord> Users, UserId? Last);

internal sealed class ExportUsersHandler(IUsersDb db, IPasswords passwords, IUnitOfWork unitOfWork) : IHandler<ExportUsers, ExportedUsers>
{
    private const int Most = 1000;

    public async Task<Result<ExportedUsers>> Handle(ExportUsers request, CancellationToken cancellationToken)
    {
        if (request.After is null)
            unitOfWork.Tell(new UsersExported(request.WithPasswordHashes));
        var all = db.Users.AsNoTracking();
        var rest = request.After is { } after ? all.Where(u => u.Id > after) : all;
        var users = await rest.OrderBy(u => u.Id).Take(Most).Include(u => u.Consents).AsSplitQuery().ToListAsync(cancellationToken);
        var hashes = request.WithPasswordHashes ? await passwords.FindHashesAsync([.. users.Select(u => u.Id)], cancellationToken) : new Dictionary<UserId, KeptHash>();
        return new ExportedUsers([.. users.Select(u => Record(u, hashes.GetValueOrDefault(u.Id)))], users.Count == 0 ? null : users[^1].Id);
    }

    private static UserRecord Record(User user, KeptHash? kept) => new()
    {
        Id = user.Id.ToString(),
        Username = user.Username.Value,
        PasswordHash = kept is null ? null : new Secret(kept.Hash.Value),
        PepperId = kept?.Hash.PepperId,
        PasswordChangedAt = kept?.ChangedAt,
        Name = user.Name,
        Nickname = user.Nickname,
        Email = user.Email?.Value,
        EmailVerified = user.EmailVerified,
        Introduction = user.Introduction,
        Phone = user.Phone?.Value,
        BirthDate = user.BirthDate?.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        Gender = AsciiText.Lower(user.Gender.ToString()),
        Role = AsciiText.Lower(user.Role.ToString()),
        Status = AsciiText.Lower(user.Status.ToString()),
        CreatedAt = user.CreatedAt,
        UpdatedAt = user.UpdatedAt,
        LastLoginAt = user.LastLoginAt,
        Consents = [.. user.Consents.OrderBy(c => c.GivenAt).Select(c => new ConsentRecord(c.Purpose, c.DocumentVersion, c.Language, c.Channel, c.GivenAt, c.WithdrawnAt))],
    };
}
