using System.Security.Cryptography;
using System.Text;
using Auth.Infrastructure;
using Auth.Infrastructure.Tokens;
using Microsoft.Extensions.Configuration;

namespace Auth.UnitTests.Tokens;

public sealed class MasterKeyTests
{
    private const string HowToMake = "Set Auth__MasterKey to 32 random bytes in base64, for example from: openssl rand -base64 32";

    public static TheoryData<string?, string> Refused => new()
    {
        { null, "is missing" },
        { "", "is missing" },
        { "  \n", "is missing" },
        { "correct horse battery staple", "is not base64" },
        { "%%%%", "is not base64" },
        { Convert.ToBase64String(TestKeys.Bytes) + "!", "is not base64" },
        { Convert.ToBase64String(TestKeys.Bytes[..31]), "has 31 bytes instead of 32" },
        { Convert.ToBase64String([.. TestKeys.Bytes, 1]), "has 33 bytes instead of 32" },
        { Convert.ToBase64String(new byte[32]), "is not random" },
        { Convert.ToBase64String(Enumerable.Repeat((byte)0xA5, 32).ToArray()), "is not random" },
        { Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), "is not random" },
        { Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)(200 - (i * 3)))]), "is not random" },
        { Convert.ToBase64String(Encoding.ASCII.GetBytes("The quick brown fox jumps over 1")), "is not random" },
        { Convert.ToBase64String(Encoding.ASCII.GetBytes("passwordpasswordpasswordpassword")), "is not random" },
        { Convert.ToBase64String(Encoding.ASCII.GetBytes("01234567890123456789012345678901")), "is not random" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void A_key_that_is_missing_malformed_short_or_a_pattern_is_refused_with_what_to_do(string? text, string reason)
    {
        var refusal = Should.Throw<ConfigurationException>(() => MasterKey.Parse(text));

        refusal.Message.ShouldBe($"Auth:MasterKey {reason}. {HowToMake}");
        if (!string.IsNullOrWhiteSpace(text))
            refusal.Message.ShouldNotContain(text);
    }

    [Fact]
    public void The_former_and_the_next_key_are_read_and_judged_alike()
    {
        using var folder = new TemporaryFolder();
        string one = Convert.ToBase64String(TestKeys.Bytes), other = Convert.ToBase64String([.. TestKeys.Bytes.Select(b => (byte)(b + 1))]);

        var keys = Load(("Auth:MasterKey", one), ("Auth:FormerMasterKey", other));
        keys.Current.IdText.ShouldBe(TestKeys.One.IdText);
        keys.Former!.IdText.ShouldBe(TestKeys.Other.IdText);
        Load(("Auth:MasterKey", one), ("Auth:NextMasterKey", other)).All.Select(k => k.IdText).ShouldBe([TestKeys.One.IdText, TestKeys.Other.IdText]);
        Load(("Auth:MasterKey", one), ("Auth:FormerMasterKey", "")).All.Count.ShouldBe(1);
        Should.Throw<ConfigurationException>(() => Load(("Auth:MasterKey", one), ("Auth:FormerMasterKey", "zq7canary"))).Message
            .ShouldBe($"Auth:FormerMasterKey is not base64. {HowToMake.Replace("Auth__MasterKey", "Auth__FormerMasterKey", StringComparison.Ordinal)}");
        Should.Throw<ConfigurationException>(() => Load(("Auth:MasterKey", one), ("Auth:FormerMasterKey", one))).Message
            .ShouldBe("Auth:MasterKey, Auth:FormerMasterKey and Auth:NextMasterKey must be different keys.");

        MasterKeys Load(params (string Setting, string Value)[] settings) => MasterKeys.Load(
            new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Setting, string? (s) => s.Value)).Build(), isDevelopment: false, folder.Path);
    }

    [Fact]
    public void A_random_key_is_taken_with_blanks_and_a_line_end_around_it()
    {
        for (var i = 0; i < 100; i++)
            MasterKey.Parse(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        MasterKey.Parse($" {Convert.ToBase64String(TestKeys.Bytes)}\n").Derive("x").ShouldBe(TestKeys.One.Derive("x"));
    }

    [Theory]
    [InlineData("pepper", "51f2adbd1521de8fd6a07d43bd65d3fb22fcdcccd5dbe4cdff3ab963e18ccc54")]
    [InlineData("refresh token", "2a3da1ca67a364cadffcb41df875e37f294468c58804d2560f67713654b88aba")]
    [InlineData("key id", "f647cf4efbd77ec0ccaca3d18d68b938a6a54dfb62ee761d1f23e59eba31915d")]
    public void What_is_derived_never_changes(string purpose, string expected)
    {
        Convert.ToHexStringLower(TestKeys.One.Derive(purpose)).ShouldBe(expected);
        Convert.ToHexStringLower(Hkdf(TestKeys.Bytes, $"auth/v1/{purpose}")).ShouldBe(expected);
    }

    [Fact]
    public void Every_purpose_and_every_key_derives_something_else()
    {
        string[] purposes = ["pepper", "refresh token", "signing keys", "cursors", "attempts", "set-up code", "key id"];

        purposes.Select(p => Convert.ToHexString(TestKeys.One.Derive(p))).Concat(purposes.Select(p => Convert.ToHexString(TestKeys.Other.Derive(p))))
            .ShouldBeUnique();
    }

    [Fact]
    public void The_id_tells_keys_apart_and_is_no_part_of_them()
    {
        TestKeys.One.IdText.ShouldBe("f647cf4e");
        Convert.ToHexStringLower(TestKeys.One.IdBytes).ShouldBe("f647cf4e");
        TestKeys.Other.IdText.ShouldNotBe(TestKeys.One.IdText);
    }

    [Fact]
    public void In_development_a_key_is_made_once_and_kept_for_its_owner_alone()
    {
        using var folder = new TemporaryFolder();
        var nothing = new ConfigurationBuilder().Build();

        var made = MasterKey.Load(nothing, isDevelopment: true, folder.Path);
        var read = MasterKey.Load(nothing, isDevelopment: true, folder.Path);

        read.Derive("x").ShouldBe(made.Derive("x"));
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(folder.Path, "development-master-key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Outside_development_no_key_is_made()
    {
        using var folder = new TemporaryFolder();

        Should.Throw<ConfigurationException>(() => MasterKey.Load(new ConfigurationBuilder().Build(), isDevelopment: false, folder.Path))
            .Message.ShouldStartWith("Auth:MasterKey is missing.");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    /// <summary>RFC 5869 by hand for one block: extract without a salt, then expand.</summary>
    private static byte[] Hkdf(byte[] key, string info)
    {
        var pseudoRandomKey = HMACSHA256.HashData(new byte[32], key);
        return HMACSHA256.HashData(pseudoRandomKey, (byte[])[.. Encoding.UTF8.GetBytes(info), 1]);
    }
}
