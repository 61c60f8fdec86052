using Auth.Application.Sessions;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Auth.Infrastructure.Tokens;

/// <summary>Access tokens of the RFC 9068 profile: how they are issued, and what is asked of one that is presented (RFC 8725).</summary>
public sealed class AccessTokens(SigningKeyRing keys, AuthDbContext db, IOptions<TokenOptions> tokens, IOptions<SessionOptions> sessions) : IAccessTokenIssuer
{
    private const string Type = "at+jwt";

    private static readonly string[] PasswordOnly = ["pwd"];
    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    public async Task<Secret> IssueAsync(Bearer bearer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var signer = keys.Signer().Key.Id;
        if (!await db.SigningKeys.AnyAsync(k => k.Id == signer, cancellationToken))
            await keys.ReadAsync(cancellationToken);
        return Issue(bearer, now);
    }

    public Secret Issue(Bearer bearer, DateTimeOffset now) => new(Writer.CreateToken(new SecurityTokenDescriptor
    {
        TokenType = Type,
        Issuer = tokens.Value.Issuer,
        Audience = tokens.Value.Audience,
        IssuedAt = now.UtcDateTime,
        NotBefore = now.UtcDateTime,
        Expires = (now + sessions.Value.AccessTokenLifetime).UtcDateTime,
        SigningCredentials = keys.Signer().Credentials,
        Claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = bearer.UserId.ToString(),
            [JwtRegisteredClaimNames.Sid] = bearer.SessionId.ToString(),
            [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
            [JwtRegisteredClaimNames.AuthTime] = bearer.AuthenticatedAt.ToUnixTimeSeconds(),
            [JwtRegisteredClaimNames.Amr] = PasswordOnly,
            ["role"] = AsciiText.Lower(bearer.Role.ToString()),
            ["username"] = bearer.Username,
        },
    }));

    /// <summary>
    /// Exactly ES256, <c>at+jwt</c>, our issuer and audience, with both times present; the key comes from our own store by <c>kid</c> and from
    /// nowhere else, so <c>jwk</c>, <c>jku</c>, <c>x5u</c> and <c>x5c</c> steer nothing.
    /// </summary>
    public static TokenValidationParameters Requirements(SigningKeyRing keys, TokenOptions options, TimeProvider clock) => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ValidTypes = [Type],
        ValidIssuer = options.Issuer,
        ValidAudience = options.Audience,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        TryAllIssuerSigningKeys = false,
        IssuerSigningKeyResolver = (_, _, kid, _) => [.. keys.Published.Where(k => k.Key.Id == kid).Select(k => k.Security)],
        LifetimeValidator = (notBefore, expires, _, _) => HasCurrentTimes(notBefore, expires, clock.GetUtcNow().UtcDateTime),
    };

    /// <summary>Whether a token of these times holds. The clock of the node that made it may be a little ahead.</summary>
    internal static bool IsCurrent(DateTime validFrom, DateTime validTo, DateTime now) => validFrom <= now + SigningKeySchedule.ClockTolerance && now < validTo;

    private static bool HasCurrentTimes(DateTime? notBefore, DateTime? expires, DateTime now)
    {
        if (notBefore is null || expires is null || notBefore > now + SigningKeySchedule.ClockTolerance)
            return false;
        return now < expires ? true : throw new SecurityTokenExpiredException();
    }
}
