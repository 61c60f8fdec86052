using System.Security.Claims;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Auth.Infrastructure.Tokens;

/// <summary>
/// Checks an access token by <see cref="AccessTokens.Requirements"/>, its signature once. As long as it is kept (<see cref="VerifiedTokens"/>) it is asked of it again
/// whether it holds now and whether its key is still one of ours. Who is told of a good token are user and session; everything else that
/// it says, such as a role, is for others to believe.
/// </summary>
public sealed class AccessTokenHandler(SigningKeyRing keys, VerifiedTokens verified, TimeProvider clock) : TokenHandler
{
    private const string AuthenticationType = "AccessToken";

    private readonly JsonWebTokenHandler reader = new() { MapInboundClaims = false };

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        if (verified.Find(token) is { } known)
        {
            if (keys.Has(known.KeyId) && AccessTokens.IsCurrent(known.ValidFrom, known.ValidTo, clock.GetUtcNow().UtcDateTime))
                return Good(known);
            verified.Forget(token); // Judged in full once more, which says what is wrong with it.
        }

        var result = await reader.ValidateTokenAsync(token, validationParameters);
        if (!result.IsValid)
            return result;
        if (Read((JsonWebToken)result.SecurityToken) is not { } good)
            return new TokenValidationResult { Exception = new SecurityTokenValidationException("The token names no user or no session.") };
        verified.Keep(token, good);
        return Good(good);
    }

    private static VerifiedToken? Read(JsonWebToken token) =>
        UserId.TryParse(token.Subject, null, out var userId)
        && token.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Sid, out var sid) && SessionId.TryParse(sid, null, out var sessionId)
            ? new VerifiedToken(token.Issuer, userId, sessionId, token.Kid, token.ValidFrom, token.ValidTo)
            : null;

    private static TokenValidationResult Good(VerifiedToken token) => new()
    {
        IsValid = true,
        SecurityToken = token,
        ClaimsIdentity = new ClaimsIdentity(
            [
                new Claim(JwtRegisteredClaimNames.Sub, token.UserId.ToString(), ClaimValueTypes.String, token.Issuer),
                new Claim(JwtRegisteredClaimNames.Sid, token.SessionId.ToString(), ClaimValueTypes.String, token.Issuer),
            ],
            AuthenticationType),
    };
}
