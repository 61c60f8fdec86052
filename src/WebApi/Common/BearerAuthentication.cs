using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Infrastructure.Tokens;
using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Auth.WebApi.Common;

/// <summary>Checks the signature and the claims of a bearer token. Whether its session is still alive is asked in the pipeline of the use case.</summary>
internal sealed class BearerAuthentication(SigningKeyRing keys, AccessTokenHandler handler, IOptions<TokenOptions> tokens, TimeProvider clock) : IConfigureNamedOptions<JwtBearerOptions>
{
    private static readonly object KeyIdItem = new();

    public void Configure(string? name, JwtBearerOptions options) => Configure(options);

    public void Configure(JwtBearerOptions options)
    {
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(handler);
        options.SaveToken = false;
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
            OnTokenValidated = validated =>
            {
                Keep(validated.HttpContext, validated.SecurityToken);
                return Task.CompletedTask;
            },
            OnAuthenticationFailed = LookAgainAsync,
            OnChallenge = challenge =>
            {
                challenge.HandleResponse();
                if (Surface.IsPage(challenge.HttpContext))
                    return CookieAuthentication.ChallengeAsync(challenge.HttpContext, challenge.AuthenticateFailure);
                return Problem.WriteAsync(challenge.HttpContext, Refusal(challenge.AuthenticateFailure) ?? SessionErrors.TokenMissing);
            },
        };
    }

    /// <summary>The key that signed the request's token. Not a claim: what a token says of itself would stand beside it.</summary>
    public static string? KeyId(HttpContext http) => http.Items[KeyIdItem] as string;

    /// <summary>What a failed authentication means for the caller; null where no token was sent.</summary>
    public static Error? Refusal(Exception? failure) => failure switch
    {
        null => null,
        SecurityTokenExpiredException => SessionErrors.TokenExpired,
        _ => SessionErrors.TokenInvalid,
    };

    private static void Keep(HttpContext http, SecurityToken token) => http.Items[KeyIdItem] = (token as VerifiedToken)?.KeyId;

    /// <summary>A token of a key that this node does not know may be of one that another node made a moment ago, in an emergency.</summary>
    private async Task LookAgainAsync(AuthenticationFailedContext failed)
    {
        var http = failed.HttpContext;
        if (failed.Exception is not SecurityTokenInvalidSignatureException || Token(http) is not { } text
            || !await keys.LearnAsync(new JsonWebToken(text).Kid, http.RequestAborted))
            return;
        var result = await handler.ValidateTokenAsync(text, failed.Options.TokenValidationParameters);
        if (!result.IsValid)
        {
            failed.Exception = result.Exception;
            return;
        }

        Keep(http, result.SecurityToken);
        failed.Principal = new ClaimsPrincipal(result.ClaimsIdentity);
        failed.Success();
    }

    private static string? Token(HttpContext http) => CookieAuthentication.Token(http)
        ?? (AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) ? header.Parameter : null);
}
