using Auth.Domain.Common;
using Auth.Domain.Users;
using Auth.Infrastructure.Throttling;
using Auth.Infrastructure.Tokens;
using Auth.UnitTests.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace Auth.UnitTests.Throttling;

public sealed class DeviceTokensTests
{
    private static readonly UserId Owner = new(Guid.Parse("01a20132-4122-7c1e-9d42-6b0f3a7e51c8"));
    private static readonly Guid Browser = Guid.Parse("9c2f40be-73d5-4d0a-8a17-2f9c40be73d5");

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 22, 3, 0, 0, TimeSpan.Zero));

    [Fact]
    public void It_names_the_user_and_the_browser_for_a_year()
    {
        var tokens = new DeviceTokens(new MasterKeys(TestKeys.One), clock);
        var token = tokens.Make(Owner, Browser);

        clock.Advance(TimeSpan.FromDays(365) - TimeSpan.FromSeconds(1));
        tokens.Read(token).ShouldBe(new Device(Owner, Browser, clock.GetUtcNow() - TimeSpan.FromDays(365) + TimeSpan.FromSeconds(1)));
        clock.Advance(TimeSpan.FromSeconds(1));
        tokens.Read(token).ShouldBeNull();
    }

    [Fact]
    public void It_has_one_spelling_and_counts_for_nothing_in_any_other()
    {
        var tokens = new DeviceTokens(new MasterKeys(TestKeys.One), clock);
        var text = tokens.Make(Owner, Browser).Reveal();

        foreach (var wrong in Enumerable.Range(0, text.Length).Select(i => $"{text[..i]}{(text[i] == 'A' ? 'B' : 'A')}{text[(i + 1)..]}")
            .Concat(["", text[..^4], $"{text}AAAA", $"{text[..^1]}=", $"{text[..^1]} ", new('A', 20_000)]))
            tokens.Read(new Secret(wrong)).ShouldBeNull(wrong);
        tokens.Read(null).ShouldBeNull();
    }

    [Fact]
    public void Neither_another_key_nor_another_kind_makes_one()
    {
        var tokens = new DeviceTokens(new MasterKeys(TestKeys.One), clock);

        tokens.Read(new DeviceTokens(new MasterKeys(TestKeys.Other), clock).Make(Owner, Browser)).ShouldBeNull();
        var cursor = new SecretBox(new MasterKeys(TestKeys.One), "cursors").Seal(new byte[40], "device"u8);
        tokens.Read(new Secret(System.Buffers.Text.Base64Url.EncodeToString(cursor))).ShouldBeNull();
        var other = new SecretBox(new MasterKeys(TestKeys.One), "device tokens").Seal(new byte[40], "another kind"u8);
        tokens.Read(new Secret(System.Buffers.Text.Base64Url.EncodeToString(other))).ShouldBeNull();
    }
}
