using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Auth.Application.Sessions;

/// <summary>
/// Makes the next signing key before its time. It is published at once and signs when every verifier has had the time to fetch it, so no token is refused.
/// Where the next key is published already, that one is answered and none is made.
/// </summary>
[AllowedTo(Caller.Host)]
public sealed record RotateSigningKey : ICommand<NextSigningKey>;

/// <summary>The key that signs next, and from when on.</summary>
public sealed record NextSigningKey(string KeyId, DateTimeOffset ActiveFrom, bool IsNew);

internal sealed class RotateSigningKeyHandler(ISessionsDb db, ISigningKeyMaker maker, IUnitOfWork unitOfWork, TimeProvider clock)
    : IHandler<RotateSigningKey, NextSigningKey>
{
    public async Task<Result<NextSigningKey>> Handle(RotateSigningKey request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var newest = await db.SigningKeys.OrderByDescending(k => k.Sequence).FirstOrDefaultAsync(cancellationToken);
        if (newest?.ActiveFrom > now)
            return new NextSigningKey(newest.Id, newest.ActiveFrom, IsNew: false);

        var next = maker.Make((newest?.Sequence ?? 0) + 1, now + maker.Schedule.PublishAhead, now);
        db.SigningKeys.Add(next);
        unitOfWork.Tell(new SigningKeyRotated(next.Id));
        return new NextSigningKey(next.Id, next.ActiveFrom, IsNew: true);
    }
}
