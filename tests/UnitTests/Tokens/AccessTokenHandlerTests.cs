using Auth.Application.Sessions;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Tokens;
using Auth.UnitTests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Auth.UnitTests.Tokens;

public sealed class AccessTokenHandlerTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Now);
    private readonly IOptions<TokenOptions> options = Options.Create(new TokenOptions { Issuer = "https://auth.example", Audience = "shop" });
    private readonly VerifiedTokens verified = new();
    private readonly Bearer bearer = new(UserId.New(Now), "alice", Role.Admin, SessionId.New(Now), Now);
    private TestDatabase database = null!;
    private SqliteAuthDbContext db = null!;
    private SigningKeyRing keys = null!;
    private AccessTokenHandler handler = null!;
    private TokenValidationParameters requirements = null!;
    private string token = null!;

    public async ValueTask InitializeAsync()
    {
        var sessions = Options.Create(new SessionOptions());
        database = await TestDatabase.CreateAsync();
        db = database.Open();
        keys = new SigningKeyRing(database.Direct, database.Contexts, new SigningKeyMaker(new MasterKeys(TestKeys.One), options, sessions), clock);
        await keys.RefreshAsync(TestContext.Current.CancellationToken);
        handler = new AccessTokenHandler(keys, verified, clock);
        requirements = AccessTokens.Requirements(keys, options.Value, clock);
        token = new AccessTokens(keys, db, options, sessions).Issue(bearer, Now).Reveal();
    }

    public async ValueTask DisposeAsync()
    {
        await db.DisposeAsync();
        keys.Dispose();
        database.Dispose();
    }

    [Fact]
    public async Task A_good_token_tells_user_session_and_key_and_nothing_that_only_the_database_may_say()
    {
        var result = await handler.ValidateTokenAsync(token, requirements);

        result.IsValid.ShouldBeTrue();
        result.ClaimsIdentity.Claims.Select(c => (c.Type, c.Value)).ShouldBe([("sub", bearer.UserId.ToString()), ("sid", bearer.SessionId.ToString())]);
        result.ClaimsIdentity.IsAuthenticated.ShouldBeTrue();
        result.SecurityToken.ShouldBeOfType<VerifiedToken>().KeyId.ShouldBe(keys.Signer().Key.Id);
    }

    [Fact]
    public async Task The_signature_of_a_good_token_is_checked_once()
    {
        var first = await handler.ValidateTokenAsync(token, requirements);

        var again = await handler.ValidateTokenAsync(token, WithoutKeys());

        again.IsValid.ShouldBeTrue();
        again.ClaimsIdentity.Claims.Select(c => (c.Type, c.Value, c.Issuer)).ShouldBe(first.ClaimsIdentity.Claims.Select(c => (c.Type, c.Value, c.Issuer)));
        again.ClaimsIdentity.ShouldNotBeSameAs(first.ClaimsIdentity, "What one request does to its identity is none of another's business.");
    }

    [Fact]
    public async Task A_kept_token_ends_to_the_second_and_says_so()
    {
        await handler.ValidateTokenAsync(token, requirements);
        clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        (await handler.ValidateTokenAsync(token, requirements)).IsValid.ShouldBeTrue();

        clock.Advance(TimeSpan.FromSeconds(1));

        var result = await handler.ValidateTokenAsync(token, requirements);
        result.IsValid.ShouldBeFalse();
        result.Exception.ShouldBeOfType<SecurityTokenExpiredException>();
        verified.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_kept_token_ends_with_its_key()
    {
        await handler.ValidateTokenAsync(token, requirements);

        await db.SigningKeys.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await keys.ReadAsync(TestContext.Current.CancellationToken);

        (await handler.ValidateTokenAsync(token, requirements)).IsValid.ShouldBeFalse();
        verified.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_token_of_which_one_character_differs_is_refused_beside_its_kept_twin()
    {
        await handler.ValidateTokenAsync(token, requirements);

        for (var i = 0; i < token.Length; i++)
        {
            var other = $"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}";
            var result = await handler.ValidateTokenAsync(other, requirements);
            // The last character has two spare bits, which the library passes over; the signature is the same.
            if (i < token.Length - 1)
                result.IsValid.ShouldBeFalse(other);
        }

        (await handler.ValidateTokenAsync(token, WithoutKeys())).IsValid.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_but_a_good_token_is_kept()
    {
        var foreign = AccessTokens.Requirements(keys, new TokenOptions { Issuer = "https://elsewhere.example", Audience = "shop" }, clock);
        foreach (var bad in new[] { "", "x", "a.b.c", token[..^10], $"{token}.x", $"{token[..^20]}{new string('A', 20)}", new string('a', 100_000) })
            (await handler.ValidateTokenAsync(bad, requirements)).IsValid.ShouldBeFalse(bad);
        (await handler.ValidateTokenAsync(token, foreign)).IsValid.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(10));
        (await handler.ValidateTokenAsync(token, requirements)).IsValid.ShouldBeFalse();

        verified.Count.ShouldBe(0);
    }

    [Fact]
    public void Only_so_many_are_kept_and_those_in_use_stay()
    {
        var one = new VerifiedToken("https://auth.example", bearer.UserId, bearer.SessionId, "key", Now.UtcDateTime, Now.UtcDateTime.AddMinutes(10));
        verified.Keep("in use", one);
        for (var i = 0; i < VerifiedTokens.Capacity * 3; i++)
        {
            verified.Keep($"token {i}", one);
            if (i % 100 == 0)
                verified.Find("in use").ShouldBe(one);
            if (i % 1000 == 0)
                verified.Count.ShouldBeLessThanOrEqualTo(VerifiedTokens.Capacity);
        }

        verified.Find("token 0").ShouldBeNull();
    }

    private TokenValidationParameters WithoutKeys()
    {
        var without = requirements.Clone();
        without.IssuerSigningKeyResolver = (_, _, _, _) => [];
        return without;
    }
}
