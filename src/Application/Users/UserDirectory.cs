using Auth.Application.Users.Contracts;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Users;

internal sealed class UserDirectory(IUsersDb db) : IUserDirectory
{
    public async Task<KnownUser?> FindByLoginAsync(string login, CancellationToken cancellationToken)
    {
        IQueryable<User> users = db.Users.AsNoTracking();
        if (EmailAddress.Parse(login) is { IsSuccess: true, Value: var email })
            users = users.Where(u => u.Email == email);
        else if (Username.Parse(login) is { IsSuccess: true, Value: var username })
            users = users.Where(u => u.Username == username);
        else
            return null;

        return await FindAsync(users, cancellationToken);
    }

    public Task<KnownUser?> FindAsync(UserId id, CancellationToken cancellationToken) => FindAsync(db.Users.AsNoTracking().Where(u => u.Id == id), cancellationToken);

    public async Task<bool> RecordLoginAsync(UserId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Users.Where(u => u.Id == id && u.Status == UserStatus.Active)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.LastLoginAt, now), cancellationToken) == 1;

    public async Task<bool> HoldAsync(UserId id, CancellationToken cancellationToken) =>
        await db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Version, u => u.Version), cancellationToken) == 1;

    public async Task<PersonalDetails?> FindDetailsAsync(UserId id, CancellationToken cancellationToken) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is { } user
            ? new PersonalDetails(user.Username.Value, user.Email?.Value, user.Name, user.Nickname, user.Phone?.Value, user.BirthDate)
            : null;

    public Task<bool> ExistsAsync(UserId id, CancellationToken cancellationToken) => db.Users.AnyAsync(u => u.Id == id, cancellationToken);

    private static async Task<KnownUser?> FindAsync(IQueryable<User> users, CancellationToken cancellationToken)
    {
        var user = await users.Select(u => new { u.Id, u.Username, u.Role, u.Status }).SingleOrDefaultAsync(cancellationToken);
        return user is null ? null : new KnownUser(user.Id, user.Username.Value, user.Role, user.Status);
    }
}
