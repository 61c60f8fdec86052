using System.Security.Cryptography;
using System.Text;
using Auth.Application.Common;
using Auth.Application.Credentials;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Throttling;

/// <summary>Where somebody is known: in a browser that proves it, or in this network (<see cref="Device"/> null).</summary>
internal sealed record KnownPlace(Guid? Device);

internal sealed class KnownPlaces(AuthDbContext db, DeviceTokens devices, KeptSecrets secrets, RequestContext context, TimeProvider clock) : IKnownPlaces
{
    private const int MostPerUser = 20;
    private static readonly TimeSpan WrittenAgainAfter = TimeSpan.FromDays(1);
    private static readonly TimeSpan TokenPrecision = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The place of this request where that user is known in it; null for a stranger. An unknown name costs the same statement. Who is signed in is known wherever they are. A browser is known by the
    /// password that there is: who knew the former one may have made any number of them.
    /// </summary>
    public async Task<KnownPlace?> FindAsync(UserId? userId, CancellationToken cancellationToken)
    {
        var id = userId ?? default;
        var key = Key(id);
        var known = await db.Credentials.Where(c => c.UserId == id)
            .Select(c => new { c.ChangedAt, IsNetwork = db.KnownNetworks.Any(n => n.UserId == id && n.Key == key) }).SingleOrDefaultAsync(cancellationToken);
        if (known is null)
            return null;
        if (DeviceOf(id) is { } device && device.MadeAt + TokenPrecision > known.ChangedAt)
            return new KnownPlace(device.Id);
        return known.IsNetwork || context.Caller?.UserId == userId ? new KnownPlace(null) : null;
    }

    public async Task<Secret?> RememberAsync(UserId userId, CancellationToken cancellationToken)
    {
        var key = Key(userId);
        var now = clock.GetUtcNow();
        var network = await db.KnownNetworks.SingleOrDefaultAsync(n => n.UserId == userId && n.Key == key, cancellationToken);
        if (network is null)
        {
            var oldest = await db.KnownNetworks.Where(n => n.UserId == userId).OrderByDescending(n => n.LastUsedAt).Skip(MostPerUser - 1).ToListAsync(cancellationToken);
            db.KnownNetworks.RemoveRange(oldest);
            db.KnownNetworks.Add(new KnownNetwork { UserId = userId, Key = key, LastUsedAt = now });
        }
        else if (network.LastUsedAt + WrittenAgainAfter <= now)
        {
            network.LastUsedAt = now;
        }

        return context.Channel == Channel.Page ? devices.Make(userId, DeviceOf(userId)?.Id ?? Guid.NewGuid()) : null;
    }

    private Device? DeviceOf(UserId userId) => devices.Read(context.DeviceToken) is { } device && device.UserId == userId ? device : null;

    /// <summary>Addresses are not kept, only their MAC, which differs from user to user.</summary>
    private byte[] Key(UserId userId) => HMACSHA256.HashData(secrets.Current(SecretPurpose.Throttling).Value, Encoding.UTF8.GetBytes($"known network\n{userId}\n{context.Network}"));
}
