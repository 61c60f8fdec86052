using System.Security.Cryptography;
using Auth.Infrastructure.Tokens;
using Microsoft.AspNetCore.DataProtection;

namespace Auth.UnitTests.Tokens;

public sealed class MasterKeyProtectionTests
{
    private static readonly byte[] Content = [1, 2, 3];

    [Fact]
    public void What_one_node_seals_another_of_the_same_key_opens()
    {
        var box = new MasterKeyProtection(new MasterKeys(TestKeys.One)).CreateProtector("a").Protect(Content);

        new MasterKeyProtection(new MasterKeys(TestKeys.One)).CreateProtector("a").Unprotect(box).ShouldBe(Content);
    }

    [Fact]
    public void One_of_another_key_does_not()
    {
        var box = new MasterKeyProtection(new MasterKeys(TestKeys.One)).CreateProtector("a").Protect(Content);

        Should.Throw<CryptographicException>(() => new MasterKeyProtection(new MasterKeys(TestKeys.Other)).CreateProtector("a").Unprotect(box));
    }

    [Fact]
    public void Nor_does_one_for_another_purpose_however_the_purposes_are_cut()
    {
        var protection = new MasterKeyProtection(new MasterKeys(TestKeys.One));
        IDataProtector[] protectors =
        [
            protection.CreateProtector("ab"), protection.CreateProtector("a", "b"), protection.CreateProtector("b", "a"), protection.CreateProtector("a"),
            protection.CreateProtector("", "ab"), protection.CreateProtector("ab", ""), protection.CreateProtector("1:a1:b"), protection.CreateProtector("a1:b"),
        ];

        foreach (var (sealing, i) in protectors.Select((p, i) => (p, i)))
        {
            var box = sealing.Protect(Content);
            foreach (var (opening, j) in protectors.Select((p, j) => (p, j)))
            {
                if (i == j)
                    opening.Unprotect(box).ShouldBe(Content);
                else
                    Should.Throw<CryptographicException>(() => opening.Unprotect(box), $"{i} {j}");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("zq7canary")]
    [InlineData("%%%")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Garbage_is_refused_as_what_was_not_sealed_here(string garbage) =>
        Should.Throw<CryptographicException>(() => new MasterKeyProtection(new MasterKeys(TestKeys.One)).CreateProtector("a").Unprotect(garbage));

    [Fact]
    public void Every_altered_byte_is_noticed()
    {
        var protector = new MasterKeyProtection(new MasterKeys(TestKeys.One)).CreateProtector("a");
        var box = protector.Protect(Content);
        for (var i = 0; i < box.Length; i++)
        {
            var altered = (byte[])box.Clone();
            altered[i] ^= 1;
            Should.Throw<CryptographicException>(() => protector.Unprotect(altered), $"byte {i}");
        }
    }
}
