using System.Security.Cryptography;
using System.Text;
using Auth.Infrastructure;
using Auth.Infrastructure.Tokens;
using Auth.UnitTests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Auth.UnitTests.Tokens;

public sealed class SigningKeyRingTests
{
    private static readonly TimeSpan Rotation = TimeSpan.FromDays(90);
    private static readonly TimeSpan PublishAhead = TimeSpan.FromMinutes(60 * 24);

    private static readonly byte[] Message = [1, 2, 3];

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 22, 3, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_key_is_published_before_it_signs_and_kept_until_its_last_token_has_ended()
    {
        using var database = await TestDatabase.CreateAsync();
        using var ring = Ring(database);
        await ring.RefreshAsync(Cancellation);
        var first = ring.Signer().Key.Id;
        ring.Published.Select(k => k.Key.Id).ShouldBe([first]);

        clock.Advance(Rotation - PublishAhead);
        await ring.RefreshAsync(Cancellation);
        ring.Published.Count.ShouldBe(2);
        var second = ring.Published[1].Key.Id;
        ring.Signer().Key.Id.ShouldBe(first);

        clock.Advance(PublishAhead - TimeSpan.FromSeconds(1));
        ring.Signer().Key.Id.ShouldBe(first);
        clock.Advance(TimeSpan.FromSeconds(1));
        ring.Signer().Key.Id.ShouldBe(second);

        clock.Advance(TimeSpan.FromMinutes(11));
        await ring.RefreshAsync(Cancellation);
        ring.Published.Select(k => k.Key.Id).ShouldBe([first, second]);
        clock.Advance(TimeSpan.FromSeconds(1));
        await ring.RefreshAsync(Cancellation);
        ring.Published.Select(k => k.Key.Id).ShouldBe([second]);
    }

    [Fact]
    public async Task All_nodes_and_every_restart_have_the_same_keys()
    {
        using var database = await TestDatabase.CreateAsync();
        using var one = Ring(database);
        using var two = Ring(database);
        await Task.WhenAll(one.RefreshAsync(Cancellation), two.RefreshAsync(Cancellation));
        using var restarted = Ring(database);
        await restarted.RefreshAsync(Cancellation);

        one.Signer().Key.Id.ShouldBe(two.Signer().Key.Id);
        restarted.Signer().Key.Id.ShouldBe(one.Signer().Key.Id);
        var signature = one.Signer().Security.ECDsa.SignData(Message, HashAlgorithmName.SHA256);
        restarted.Published[0].Security.ECDsa.VerifyData(Message, signature, HashAlgorithmName.SHA256).ShouldBeTrue();
    }

    [Fact]
    public async Task The_id_of_a_key_is_its_rfc_7638_thumbprint()
    {
        using var database = await TestDatabase.CreateAsync();
        using var ring = Ring(database);
        await ring.RefreshAsync(Cancellation);

        var point = ring.Signer().Security.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        var jwk = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url(point.X!)}}","y":"{{Base64Url(point.Y!)}}"}""";

        ring.Signer().Key.Id.ShouldBe(Base64Url(SHA256.HashData(Encoding.UTF8.GetBytes(jwk))));
    }

    [Fact]
    public async Task A_private_key_is_kept_encrypted_and_opens_under_its_own_master_key_only()
    {
        using var database = await TestDatabase.CreateAsync();
        using var ring = Ring(database);
        await ring.RefreshAsync(Cancellation);
        using var foreign = Ring(database, TestKeys.Other);

        (await Should.ThrowAsync<ConfigurationException>(foreign.RefreshAsync(Cancellation))).Message.ShouldStartWith("Auth:MasterKey is not the one this database was set up with");

        await using var db = database.Open();
        var stored = await db.SigningKeys.AsNoTracking().SingleAsync(Cancellation);
        var secret = ring.Signer().Security.ECDsa.ExportParameters(includePrivateParameters: true).D!;
        Convert.ToHexString(stored.EncryptedPrivateKey).ShouldNotContain(Convert.ToHexString(secret));
        Convert.ToHexString(stored.PublicKey).ShouldNotContain(Convert.ToHexString(secret));
    }

    [Fact]
    public async Task Nothing_is_signed_before_the_keys_are_read()
    {
        using var database = await TestDatabase.CreateAsync();
        using var ring = Ring(database);

        Should.Throw<InvalidOperationException>(() => ring.Signer());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private SigningKeyRing Ring(TestDatabase database, MasterKey? key = null) =>
        new(database.Direct, database.Contexts, TestKeys.Maker(key ?? TestKeys.One), clock);
}
