using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth.Infrastructure.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Sessions;

public sealed class AccessTokenTests(AuthApp app) : AuthTest(app)
{
    private static readonly Dictionary<string, Func<Forgery, string>> Forgeries = new()
    {
        ["alg none without a signature"] = f => f.With(header: h => h["alg"] = "none", sign: _ => []),
        ["alg None"] = f => f.With(header: h => h["alg"] = "None", sign: _ => []),
        ["alg none with the right signature"] = f => f.With(header: h => h["alg"] = "none"),
        ["HS256 with the public key as DER"] = f => f.With(header: h => h["alg"] = "HS256", sign: s => HMACSHA256.HashData(f.Key.ExportSubjectPublicKeyInfo(), s)),
        ["HS256 with the public key as PEM"] = f => f.With(
            header: h => h["alg"] = "HS256", sign: s => HMACSHA256.HashData(Encoding.ASCII.GetBytes(f.Key.ExportSubjectPublicKeyInfoPem()), s)),
        ["ES384 named, ES256 made"] = f => f.With(header: h => h["alg"] = "ES384"),
        ["ES256 over another hash"] = f => f.With(sign: s => f.Key.SignData(s, HashAlgorithmName.SHA384)),
        ["no alg"] = f => f.With(header: h => h.Remove("alg")),
        ["a foreign key under our kid"] = f => f.With(sign: s => f.Foreign.SignData(s, HashAlgorithmName.SHA256)),
        ["a foreign key under its own kid"] = f => f.With(header: h => h["kid"] = "foreign", sign: s => f.Foreign.SignData(s, HashAlgorithmName.SHA256)),
        ["an embedded jwk"] = f => f.With(
            header: h =>
            {
                h["jwk"] = f.ForeignJwk;
                h.Remove("kid");
            },
            sign: s => f.Foreign.SignData(s, HashAlgorithmName.SHA256)),
        ["an embedded jwk under our kid"] = f => f.With(header: h => h["jwk"] = f.ForeignJwk, sign: s => f.Foreign.SignData(s, HashAlgorithmName.SHA256)),
        ["a jku"] = f => f.With(header: h => h["jku"] = "http://127.0.0.1:1/jwks.json", sign: s => f.Foreign.SignData(s, HashAlgorithmName.SHA256)),
        ["no kid"] = f => f.With(header: h => h.Remove("kid")),
        ["an unknown kid"] = f => f.With(header: h => h["kid"] = "unknown"),
        ["a signature of r=0, s=0"] = f => f.With(sign: _ => new byte[64]),
        ["a signature in DER"] = f => f.With(sign: s => f.Key.SignData(s, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        ["an empty signature"] = f => f.With(sign: _ => []),
        ["typ JWT"] = f => f.With(header: h => h["typ"] = "JWT"),
        ["no typ"] = f => f.With(header: h => h.Remove("typ")),
        ["another audience"] = f => f.With(claims: c => c["aud"] = "another"),
        ["no audience"] = f => f.With(claims: c => c.Remove("aud")),
        ["another issuer"] = f => f.With(claims: c => c["iss"] = "http://localhost:5081"),
        ["an issuer that only begins like ours"] = f => f.With(claims: c => c["iss"] = "http://localhost:5080/"),
        ["no issuer"] = f => f.With(claims: c => c.Remove("iss")),
        ["no exp"] = f => f.With(claims: c => c.Remove("exp")),
        ["no nbf"] = f => f.With(claims: c => c.Remove("nbf")),
        ["nbf past the tolerance"] = f => f.With(claims: c => c["nbf"] = f.Now + 61),
        ["exp as text"] = f => f.With(claims: c => c["exp"] = "never"),
        ["no sub"] = f => f.With(claims: c => c.Remove("sub")),
        ["no sid"] = f => f.With(claims: c => c.Remove("sid")),
        ["a sid that is none"] = f => f.With(claims: c => c["sid"] = "session"),
        ["somebody else's sub"] = f => f.With(claims: c => c["sub"] = Guid.NewGuid().ToString()),
        ["another sid"] = f => f.With(claims: c => c["sid"] = Guid.NewGuid().ToString()),
        ["a refresh token"] = f => f.Member.RefreshToken,
        ["rubbish"] = _ => "rubbish",
        ["two dots"] = _ => "..",
        ["very many dots"] = _ => new string('.', 8000),
        ["five parts"] = f => $"{f.Member.AccessToken}.AAAA.AAAA",
    };

    public static TheoryData<string> Names => [.. Forgeries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_forged_token_is_refused(string forgery)
    {
        var member = await App.NewMemberAsync();
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var make = new Forgery(member, App.Host.Services.GetRequiredService<SigningKeyRing>().Signer().Security.ECDsa, foreign, App.Clock.GetUtcNow().ToUnixTimeSeconds());

        (await AskAsync(make.With())).IsSuccessStatusCode.ShouldBeTrue("Where nothing is changed, what this test makes is a good token.");
        var refused = await AskAsync(Forgeries[forgery](make));

        await refused.ShouldBeProblemAsync(401, "token_invalid");
        refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"auth\", error=\"invalid_token\", error_description=\"The access token is not valid.\"");
    }

    [Fact]
    public async Task Any_altered_character_of_the_signature_makes_the_token_worthless()
    {
        var member = await App.NewMemberAsync();
        var token = member.AccessToken;
        var signature = token.LastIndexOf('.') + 1;
        for (var i = signature; i < token.Length - 1; i += 5)
            await (await AskAsync($"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}")).ShouldBeProblemAsync(401, "token_invalid");
        await (await AskAsync(token[..^2])).ShouldBeProblemAsync(401, "token_invalid");
    }

    [Fact]
    public async Task A_missing_token_is_told_apart_without_an_error_in_the_challenge()
    {
        var refused = await App.Client.CallAsync("GET /api/v1/users/me");

        await refused.ShouldBeProblemAsync(401, "token_missing");
        refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"auth\"");
    }

    [Theory]
    [InlineData("Basic", "YWxpY2U6cGFzc3dvcmQ=")]
    [InlineData("Bearer", "")]
    public async Task Another_way_to_authenticate_counts_as_none(string scheme, string value)
    {
        using var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"{scheme} {value}");

        await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_missing");
    }

    [Fact]
    public async Task A_token_in_the_address_or_in_a_cookie_does_not_count()
    {
        var member = await App.NewMemberAsync();
        using var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", $"access_token={member.AccessToken}; Authorization={member.AccessToken}");

        await (await client.CallAsync($"GET /api/v1/users/me?access_token={member.AccessToken}")).ShouldBeProblemAsync(401, "token_missing");
    }

    [Fact]
    public async Task A_token_ends_after_ten_minutes()
    {
        var member = await App.NewMemberAsync();

        await App.AdvanceAsync(TimeSpan.FromSeconds(599));
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);

        await App.AdvanceAsync(TimeSpan.FromSeconds(1));
        var refused = await member.Client.CallAsync("GET /api/v1/users/me");
        await refused.ShouldBeProblemAsync(401, "token_expired");
        refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"auth\", error=\"invalid_token\", error_description=\"The access token has expired.\"");
    }

    [Fact]
    public async Task A_node_whose_clock_is_a_little_ahead_makes_tokens_that_hold_here()
    {
        var member = await App.NewMemberAsync();
        var make = new Forgery(
            member, App.Host.Services.GetRequiredService<SigningKeyRing>().Signer().Security.ECDsa, null!, App.Clock.GetUtcNow().ToUnixTimeSeconds());

        await (await AskAsync(make.With(claims: c => c["nbf"] = make.Now + 45))).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Anyone_verifies_a_token_with_the_published_keys_alone()
    {
        var member = await App.NewMemberAsync();

        var response = await App.Client.CallAsync("GET /.well-known/jwks.json");

        var jwks = await response.ShouldBeAsync(200);
        response.Headers.CacheControl!.Public.ShouldBeTrue();
        response.Headers.CacheControl.NoStore.ShouldBeFalse();
        response.Headers.CacheControl.MaxAge!.Value.ShouldBeInRange(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
        foreach (var key in jwks.GetProperty("keys").EnumerateArray())
        {
            key.EnumerateObject().Select(p => p.Name).ShouldBe(["kty", "use", "alg", "kid", "crv", "x", "y"], ignoreOrder: true);
            key.Text("alg").ShouldBe("ES256");
        }

        var token = Jwt.Read(member.AccessToken);
        var jwk = Key(jwks, token.Header.Text("kid")!)!.Value;
        token.IsSignedBy(jwk).ShouldBeTrue();
        (token with { Signed = token.Signed + "x" }).IsSignedBy(jwk).ShouldBeFalse();
    }

    [Fact]
    public async Task The_next_signing_key_is_published_before_it_signs_and_the_former_one_until_its_last_token_has_ended()
    {
        var newest = await App.QueryAsync(db => db.SigningKeys.OrderByDescending(k => k.Sequence).FirstAsync());
        if (newest.ActiveFrom <= App.Clock.GetUtcNow())
        {
            await App.AdvanceAsync(newest.ActiveFrom + TimeSpan.FromDays(89) - App.Clock.GetUtcNow());
            newest = await App.QueryAsync(db => db.SigningKeys.OrderByDescending(k => k.Sequence).FirstAsync());
        }

        newest.ActiveFrom.ShouldBeGreaterThan(App.Clock.GetUtcNow());
        Key(await JwksAsync(), newest.Id).ShouldNotBeNull();

        await App.AdvanceAsync(newest.ActiveFrom - App.Clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        var before = await App.NewMemberAsync();
        Kid(before).ShouldNotBe(newest.Id);
        await App.AdvanceAsync(TimeSpan.FromMinutes(1));
        var after = await App.LogInAgainAsync(before);
        Kid(after).ShouldBe(newest.Id);

        foreach (var session in new[] { before, after })
        {
            Jwt.Read(session.AccessToken).IsSignedBy(Key(await JwksAsync(), Kid(session))!.Value).ShouldBeTrue();
            await (await session.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        }

        await App.AdvanceAsync(TimeSpan.FromMinutes(9) - TimeSpan.FromSeconds(1));
        await (await before.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await App.AdvanceAsync(TimeSpan.FromMinutes(3));
        Key(await JwksAsync(), Kid(before)).ShouldBeNull();
        Key(await JwksAsync(), Kid(after)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_host_that_ends_takes_no_key_of_another_in_the_same_process_along()
    {
        await App.AdvanceAsync(TimeSpan.FromDays(89));
        await App.AdvanceAsync(TimeSpan.FromDays(2)); // A signing key that this host has not used yet.
        await using (var host = App.NewHost())
        {
            using var client = await host.StartAsync();
            await (await client.CallAsync("POST /api/v1/auth/register", App.Registration("alice"))).ShouldBeAsync(201);
            var tokens = await (await client.CallAsync("POST /api/v1/auth/login", new { username = "alice", password = AuthApp.Password })).ShouldBeAsync(200);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
            await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        }

        var member = await App.NewMemberAsync();
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task The_private_keys_are_encrypted_where_they_are_kept()
    {
        var ring = App.Host.Services.GetRequiredService<SigningKeyRing>();
        foreach (var key in await App.QueryAsync(db => db.SigningKeys.ToListAsync()))
        {
            var secret = ring.Published.Single(k => k.Key.Id == key.Id).Security.ECDsa.ExportParameters(includePrivateParameters: true).D!;
            key.EncryptedPrivateKey.AsSpan().IndexOf(secret).ShouldBe(-1);
        }
    }

    private static string Kid(Member member) => Jwt.Read(member.AccessToken).Header.Text("kid")!;

    private static JsonElement? Key(JsonElement jwks, string kid) =>
        jwks.GetProperty("keys").EnumerateArray().Where(k => k.Text("kid") == kid).Select(k => (JsonElement?)k).SingleOrDefault();

    private async Task<JsonElement> JwksAsync() => await (await App.Client.CallAsync("GET /.well-known/jwks.json")).ShouldBeAsync(200);

    private async Task<HttpResponseMessage> AskAsync(string token)
    {
        using var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.CallAsync("GET /api/v1/users/me");
    }

    /// <summary>Makes a member's access token again with something changed.</summary>
    private sealed record Forgery(Member Member, ECDsa Key, ECDsa Foreign, long Now)
    {
        public object ForeignJwk
        {
            get
            {
                var point = Foreign.ExportParameters(includePrivateParameters: false).Q;
                return new
                {
                    kty = "EC",
                    crv = "P-256",
                    x = System.Buffers.Text.Base64Url.EncodeToString(point.X),
                    y = System.Buffers.Text.Base64Url.EncodeToString(point.Y),
                };
            }
        }

        public string With(Action<Dictionary<string, object>>? header = null, Action<Dictionary<string, object>>? claims = null, Func<byte[], byte[]>? sign = null)
        {
            var token = Jwt.Read(Member.AccessToken);
            var head = token.Header.Deserialize<Dictionary<string, object>>()!;
            var body = token.Claims.Deserialize<Dictionary<string, object>>()!;
            header?.Invoke(head);
            claims?.Invoke(body);
            return Jwt.Make(head, body, sign ?? (signed => Key.SignData(signed, HashAlgorithmName.SHA256)));
        }
    }
}
