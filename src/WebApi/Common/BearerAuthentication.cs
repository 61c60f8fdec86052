using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Infrastructure.Tokens;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Auth.WebApi.Common;

/// <summary>Checks the signature and the claims of a bearer token. Whether its session is still alive is asked in the pipeline of the use case.</summary>
internal sealed class BearerAuthentication(SigningKeyRing keys, IOptions<TokenOptions> tokens, TimeProvider clock) : IConfigureNamedOptions<JwtBearerOptions>
{
    public void Configure(string? name, JwtBearerOptions options) => Configure(options);

    public void Configure(JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = AccessTokens.Requirements(keys, tokens.Value, clock);
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = message =>
            {
                message.Token = CookieAuthentication.Token(message.HttpContext);
                if (message.Token is null && Surface.IsPage(message.HttpContext))
                    message.NoResult();
                return Task.CompletedTask;
            },
            OnChallenge = challenge =>
            {
                challenge.HandleResponse();
                if (Surface.IsPage(challenge.HttpContext))
                    return CookieAuthentication.ChallengeAsync(challenge.HttpContext, challenge.AuthenticateFailure);
                return Problem.WriteAsync(challenge.HttpContext, Refusal(challenge.AuthenticateFailure) ?? SessionErrors.TokenMissing);
            },
        };
    }

    /// <summary>What a failed authentication means for the caller; null where no token was sent.</summary>
    public static Error? Refusal(Exception? failure) => failure switch
    {
        null => null,
        SecurityTokenExpiredException => SessionErrors.TokenExpired,
        _ => SessionErrors.TokenInvalid,
    };
}
