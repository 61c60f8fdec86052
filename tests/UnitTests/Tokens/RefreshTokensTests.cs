using System.Buffers.Binary;
using System.Security.Cryptography;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Infrastructure.Tokens;
using CsCheck;

namespace Auth.UnitTests.Tokens;

public sealed class RefreshTokensTests
{
    private const string Base64UrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly SessionId Id = SessionId.New(new DateTimeOffset(2026, 11, 22, 3, 0, 0, TimeSpan.Zero));
    private static readonly byte[] Nonce = [.. Enumerable.Range(100, Session.NonceLength).Select(i => (byte)i)];

    private readonly RefreshTokens tokens = new(TestKeys.Secrets(TestKeys.One));

    [Fact]
    public void A_token_has_76_characters_that_need_no_escaping()
    {
        var token = tokens.Make(Id, 7, Nonce).Reveal();

        token.Length.ShouldBe(76);
        token.ShouldAllBe(c => Base64UrlAlphabet.Contains(c));
    }

    [Fact]
    public void What_is_made_is_read_again_and_genuine() => Gen.Select(Gen.Guid, Gen.Int[0, int.MaxValue], Gen.Byte.Array[Session.NonceLength]).Sample(
        (id, generation, nonce) =>
        {
            var read = tokens.Read(tokens.Make(new SessionId(id), generation, nonce)).ShouldNotBeNull();
            read.SessionId.Value.ShouldBe(id);
            read.Generation.ShouldBe(generation);
            tokens.IsGenuine(read, nonce).ShouldBeTrue();
        });

    [Fact]
    public void The_same_token_can_be_made_again() => tokens.Make(Id, 7, Nonce).Reveal().ShouldBe(new RefreshTokens(TestKeys.Secrets(TestKeys.One)).Make(Id, 7, Nonce).Reveal());

    [Fact]
    public void Any_single_altered_character_makes_it_worthless()
    {
        var token = tokens.Make(Id, 7, Nonce).Reveal();
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var c in Base64UrlAlphabet.Where(c => c != token[i]))
                IsGood(token[..i] + c + token[(i + 1)..]).ShouldBeFalse($"'{c}' at {i}");
        }
    }

    [Fact]
    public void A_token_has_one_spelling()
    {
        var token = tokens.Make(Id, 7, Nonce).Reveal();
        IsGood(token).ShouldBeTrue();

        string[] spellings =
        [
            token + "=", token + "==", token + "A", token + " ", " " + token, token + "\n", token[..^1], token[..^4], token[1..], "",
            token[..40] + " " + token[40..], token[..40] + "\n" + token[41..], token[..^1] + "=", token[..^2] + "==",
            token.Replace('-', '+').Replace('_', '/') + ".", token[..^1] + "\0",
        ];
        foreach (var spelling in spellings)
            IsGood(spelling).ShouldBeFalse(spelling);
    }

    [Fact]
    public void The_alphabet_of_plain_base64_is_not_read()
    {
        for (var generation = 0; generation < 50; generation++)
        {
            var token = tokens.Make(Id, generation, Nonce).Reveal();
            var plain = token.Replace('-', '+').Replace('_', '/');
            if (plain != token)
                IsGood(plain).ShouldBeFalse(plain);
        }
    }

    [Fact]
    public void A_token_is_genuine_for_its_nonce_generation_and_session_only()
    {
        var read = tokens.Read(tokens.Make(Id, 7, Nonce))!;
        byte[] otherNonce = [.. Nonce[..^1], 0];

        tokens.IsGenuine(read, otherNonce).ShouldBeFalse();
        tokens.IsGenuine(read with { Generation = 8 }, Nonce).ShouldBeFalse();
        tokens.IsGenuine(read with { SessionId = SessionId.New(DateTimeOffset.UnixEpoch) }, Nonce).ShouldBeFalse();
        tokens.IsGenuine(read with { Mac = read.Mac[..16] }, Nonce).ShouldBeFalse();
        tokens.IsGenuine(read with { Mac = [] }, Nonce).ShouldBeFalse();
        tokens.IsGenuine(read with { Mac = new byte[32] }, Nonce).ShouldBeFalse();
    }

    [Fact]
    public void Who_has_not_its_key_cannot_read_it() => new RefreshTokens(TestKeys.Secrets(TestKeys.Other)).Read(tokens.Make(Id, 7, Nonce)).ShouldBeNull();

    [Fact]
    public void A_token_of_a_former_key_is_genuine_and_its_successors_are_of_the_current_one()
    {
        var later = new RefreshTokens(TestKeys.Secrets(TestKeys.One, TestKeys.Other));
        var read = later.Read(tokens.Make(Id, 7, Nonce)).ShouldNotBeNull();

        later.IsGenuine(read, Nonce).ShouldBeTrue();
        later.IsGenuine(read with { KeyId = TestKeys.Other.IdText }, Nonce).ShouldBeFalse();
        later.IsGenuine(read with { KeyId = "00000000" }, Nonce).ShouldBeFalse();
        later.Read(later.Make(Id, 8, Nonce))!.KeyId.ShouldBe(TestKeys.Other.IdText);
    }

    [Fact]
    public void Garbage_is_no_token_and_does_not_throw() => Gen.String.Sample(text => tokens.Read(new Secret(text)).ShouldBeNull());

    [Fact]
    public void Garbage_of_the_right_length_is_not_genuine() =>
        Gen.Char[Base64UrlAlphabet].Array[76].Sample(text => IsGood(new string(text)).ShouldBeFalse());

    [Fact]
    public void The_layout_is_as_documented()
    {
        var token = Convert.FromBase64String(tokens.Make(Id, 0x01020304, Nonce).Reveal().Replace('-', '+').Replace('_', '/'));

        token.Length.ShouldBe(57);
        token[0].ShouldBe((byte)1);
        Convert.ToHexStringLower(token.AsSpan(1, 4)).ShouldBe("f647cf4e");
        new Guid(token.AsSpan(5, 16), bigEndian: true).ShouldBe(Id.Value);
        BinaryPrimitives.ReadInt32BigEndian(token.AsSpan(21, 4)).ShouldBe(0x01020304);
        // Worked out elsewhere: HKDF-SHA-256 of the test key for "auth/v1/refresh token".
        var key = Convert.FromHexString("2a3da1ca67a364cadffcb41df875e37f294468c58804d2560f67713654b88aba");
        token[25..].ShouldBe(HMACSHA256.HashData(key, (byte[])[.. token[..25], .. Nonce]));
    }

    [Fact]
    public void Nonces_are_long_and_never_alike()
    {
        var nonces = Enumerable.Range(0, 1000).Select(_ => tokens.NewNonce()).ToList();

        nonces.ShouldAllBe(n => n.Length == Session.NonceLength);
        nonces.Select(Convert.ToHexString).ShouldBeUnique();
    }

    private bool IsGood(string token) => tokens.Read(new Secret(token)) is { } read && tokens.IsGenuine(read, Nonce);
}
