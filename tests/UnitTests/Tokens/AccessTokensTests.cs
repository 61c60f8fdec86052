using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth.Application.Sessions;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Tokens;
using Auth.UnitTests.Persistence;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Auth.UnitTests.Tokens;

public sealed class AccessTokensTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 3, 0, 0, 750, TimeSpan.Zero);

    private readonly Bearer bearer = new(UserId.New(Now), "alice", Role.Admin, SessionId.New(Now), Now.AddMinutes(-5));
    private TestDatabase database = null!;
    private SigningKeyRing keys = null!;
    private SqliteAuthDbContext db = null!;
    private AccessTokens tokens = null!;

    public async ValueTask InitializeAsync()
    {
        var options = Options.Create(new TokenOptions { Issuer = "https://auth.example", Audience = "shop" });
        var sessions = Options.Create(new SessionOptions());
        database = await TestDatabase.CreateAsync();
        keys = new SigningKeyRing(database.Direct, database.Contexts, new SigningKeyMaker(new MasterKeys(TestKeys.One), options, sessions), new FakeTimeProvider(Now));
        await keys.RefreshAsync(TestContext.Current.CancellationToken);
        db = database.Open();
        tokens = new AccessTokens(keys, db, options, sessions);
    }

    public async ValueTask DisposeAsync()
    {
        keys.Dispose();
        await db.DisposeAsync();
        database.Dispose();
    }

    [Fact]
    public async Task The_header_names_es256_the_profile_and_the_key_and_nothing_more()
    {
        var header = Part((await IssueAsync()).Reveal(), 0);

        header.EnumerateObject().Select(p => (p.Name, p.Value.GetString())).ShouldBe(
            [("alg", "ES256"), ("typ", "at+jwt"), ("kid", keys.Signer().Key.Id)],
            ignoreOrder: true);
    }

    [Fact]
    public async Task The_claims_are_those_of_the_contract_and_no_more()
    {
        var claims = Part((await IssueAsync()).Reveal(), 1);

        claims.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "auth_time", "amr", "role", "username"],
            ignoreOrder: true);
        claims.GetProperty("iss").GetString().ShouldBe("https://auth.example");
        claims.GetProperty("aud").GetString().ShouldBe("shop");
        claims.GetProperty("sub").GetString().ShouldBe(bearer.UserId.ToString());
        claims.GetProperty("sid").GetString().ShouldBe(bearer.SessionId.ToString());
        claims.GetProperty("jti").GetString()!.Length.ShouldBe(32);
        claims.GetProperty("iat").GetInt64().ShouldBe(Now.ToUnixTimeSeconds());
        claims.GetProperty("nbf").GetInt64().ShouldBe(Now.ToUnixTimeSeconds());
        claims.GetProperty("exp").GetInt64().ShouldBe(Now.ToUnixTimeSeconds() + 600);
        claims.GetProperty("auth_time").GetInt64().ShouldBe(Now.ToUnixTimeSeconds() - 300);
        claims.GetProperty("amr").EnumerateArray().Select(m => m.GetString()).ShouldBe(["pwd"]);
        claims.GetProperty("role").GetString().ShouldBe("admin");
        claims.GetProperty("username").GetString().ShouldBe("alice");
    }

    [Fact]
    public async Task Anyone_verifies_the_signature_with_the_public_point_alone()
    {
        var token = (await IssueAsync()).Reveal();
        var point = keys.Signer().Security.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        using var verifier = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point.X, Y = point.Y } });
        var parts = token.Split('.');
        parts.Length.ShouldBe(3);
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        var signature = FromBase64Url(parts[2]);

        // RFC 7518 3.4: R and S of 32 bytes each, not DER.
        signature.Length.ShouldBe(64);
        verifier.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation).ShouldBeTrue();
        signed[^1] ^= 1;
        verifier.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation).ShouldBeFalse();
    }

    [Fact]
    public async Task No_two_tokens_have_one_id()
    {
        var ids = new List<string?>();
        for (var i = 0; i < 200; i++)
            ids.Add(Part((await IssueAsync()).Reveal(), 1).GetProperty("jti").GetString());

        ids.ShouldBeUnique();
    }

    [Fact]
    public async Task An_issued_token_does_not_show_itself_as_text() => (await IssueAsync()).ToString().ShouldBe("***");

    private Task<Secret> IssueAsync() => tokens.IssueAsync(bearer, Now, TestContext.Current.CancellationToken);

    private static JsonElement Part(string token, int index) => JsonDocument.Parse(FromBase64Url(token.Split('.')[index])).RootElement;

    private static byte[] FromBase64Url(string text)
    {
        text.ShouldMatch("^[A-Za-z0-9_-]+$");
        var base64 = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(base64.PadRight(base64.Length + ((4 - (base64.Length % 4)) % 4), '='));
    }
}
