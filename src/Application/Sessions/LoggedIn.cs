using System.Text.Json.Serialization;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Microsoft.Extensions.Options;

namespace Auth.Application.Sessions;

/// <summary>What a login or a refresh answers. Times are seconds from now.</summary>
public sealed record LoggedIn(string TokenType, Secret AccessToken, int ExpiresIn, Secret RefreshToken, int RefreshExpiresIn, SessionId SessionId)
{
    /// <summary>What the browser keeps in a cookie to be known by at the next login; only after a login by a page.</summary>
    [JsonIgnore]
    public Secret? Device { get; init; }

    /// <summary>True, and else not there, at a login with a password that would be refused as a new one: ask the person to change it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PasswordChangeAdvised { get; init; }
}

internal sealed class LoggedInAnswer(IAccessTokenIssuer accessTokens, IRefreshTokens refreshTokens, IOptions<SessionOptions> options)
{
    public async Task<LoggedIn> MakeAsync(
        Bearer bearer, byte[] nonce, int generation, DateTimeOffset idleExpiresAt, DateTimeOffset now, CancellationToken cancellationToken) =>
        Make(await accessTokens.IssueAsync(bearer, now, cancellationToken), bearer, nonce, generation, idleExpiresAt, now);

    public LoggedIn Make(RotatingSession found, int generation, DateTimeOffset idleExpiresAt, DateTimeOffset now) =>
        Make(accessTokens.Issue(found.Bearer, now), found.Bearer, found.Nonce, generation, idleExpiresAt, now);

    private LoggedIn Make(Secret accessToken, Bearer bearer, byte[] nonce, int generation, DateTimeOffset idleExpiresAt, DateTimeOffset now) => new(
        "Bearer",
        accessToken,
        (int)options.Value.AccessTokenLifetime.TotalSeconds,
        refreshTokens.Make(bearer.SessionId, generation, nonce),
        Math.Max(0, (int)(idleExpiresAt - now).TotalSeconds),
        bearer.SessionId);
}
