using System.Net.Http.Headers;
using System.Text.Json;
using Auth.Infrastructure.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Sessions;

/// <summary>What is forged is in tests/SecurityTests.</summary>
public sealed class AccessTokenTests(AuthApp app) : AuthTest(app)
{
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
}
