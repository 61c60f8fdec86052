using System.Security.Cryptography;
using System.Text;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Infrastructure.Passwords;
using Auth.Infrastructure.Tokens;
using Auth.UnitTests.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using BCryptNet = BCrypt.Net.BCrypt;

namespace Auth.UnitTests.Passwords;

public sealed class BCryptPasswordHasherTests : IDisposable
{
    private const int Cost = 4;

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().AddSingleton<HashMetrics>().BuildServiceProvider();
    private readonly HashGovernor governor;
    private readonly Watched engine = new();

    public BCryptPasswordHasherTests() => governor = new(
        Options.Create(new PasswordOptions { Workers = 1 }), () => engine, services.GetRequiredService<HashMetrics>(), NullLogger<HashGovernor>.Instance);

    public void Dispose()
    {
        governor.Dispose();
        services.Dispose();
    }

    [Fact]
    public async Task A_new_hash_is_of_todays_scheme_cost_and_pepper_and_verifies()
    {
        var hasher = Hasher();

        var hash = await HashAsync(hasher, "correct horse");

        hash.Scheme.ShouldBe(PasswordScheme.BCryptHmacSha384);
        hash.Cost.ShouldBe(Cost);
        hash.PepperId.ShouldBe(TestKeys.One.IdText);
        hash.Value.ShouldMatch(@"^\$2b\$04\$[./A-Za-z0-9]{53}$");
        hash.Value.Length.ShouldBe(PasswordHash.ValueMaxLength);
        hasher.IsOutdated(hash).ShouldBeFalse();
        (await VerifyAsync(hasher, "correct horse", hash)).ShouldBeTrue();
        (await VerifyAsync(hasher, "correct Horse", hash)).ShouldBeFalse();
        (await VerifyAsync(hasher, "correct horse ", hash)).ShouldBeFalse();
        (await VerifyAsync(hasher, "", hash)).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_hashes_of_one_password_differ() =>
        (await HashAsync(Hasher(), "correct horse")).Value.ShouldNotBe((await HashAsync(Hasher(), "correct horse")).Value);

    [Theory]
    [InlineData("a", 72)]
    [InlineData("a", 71)]
    [InlineData("한", 24)]
    [InlineData("한", 64)]
    [InlineData("😀", 18)]
    public async Task Every_byte_counts_past_the_72_where_bcrypt_stops(string character, int times)
    {
        var beginning = string.Concat(Enumerable.Repeat(character, times));
        var hasher = Hasher();
        var hash = await HashAsync(hasher, beginning + "x");

        (await VerifyAsync(hasher, beginning + "x", hash)).ShouldBeTrue();
        (await VerifyAsync(hasher, beginning + "y", hash)).ShouldBeFalse();
        (await VerifyAsync(hasher, beginning, hash)).ShouldBeFalse();
        (await VerifyAsync(hasher, beginning + "xx", hash)).ShouldBeFalse();
    }

    [Fact]
    public async Task Sixty_four_hangul_syllables_count_to_the_last()
    {
        var syllables = string.Concat(Enumerable.Range(0, 64).Select(i => (char)('가' + i)));
        var hasher = Hasher();
        var hash = await HashAsync(hasher, syllables);

        (await VerifyAsync(hasher, syllables, hash)).ShouldBeTrue();
        for (var i = 0; i < syllables.Length; i++)
            (await VerifyAsync(hasher, syllables[..i] + "힣" + syllables[(i + 1)..], hash)).ShouldBeFalse($"syllable {i}");
    }

    [Fact]
    public async Task What_stands_behind_a_nul_counts()
    {
        var hasher = Hasher();
        var hash = await HashAsync(hasher, "before\0after");

        (await VerifyAsync(hasher, "before\0after", hash)).ShouldBeTrue();
        (await VerifyAsync(hasher, "before\0other", hash)).ShouldBeFalse();
        (await VerifyAsync(hasher, "before", hash)).ShouldBeFalse();
        (await VerifyAsync(hasher, "before\0", hash)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_password_is_the_same_however_the_keyboard_composes_it()
    {
        const string composed = "비밀번호 café";
        var decomposed = composed.Normalize(NormalizationForm.FormD);
        decomposed.ShouldNotBe(composed);
        var hasher = Hasher();

        (await VerifyAsync(hasher, decomposed, await HashAsync(hasher, composed))).ShouldBeTrue();
        (await VerifyAsync(hasher, composed, await HashAsync(hasher, decomposed))).ShouldBeTrue();
        (await VerifyAsync(hasher, "비밀번호 cafe", await HashAsync(hasher, composed))).ShouldBeFalse();
    }

    [Fact]
    public async Task The_hash_is_bcrypt_over_base64_of_hmac_sha_384_and_nothing_else()
    {
        // Worked out elsewhere: HKDF-SHA-256 of the test key for "auth/v1/pepper".
        var pepper = Convert.FromHexString("51f2adbd1521de8fd6a07d43bd65d3fb22fcdcccd5dbe4cdff3ab963e18ccc54");
        var preHash = Convert.ToBase64String(HMACSHA384.HashData(pepper, Encoding.UTF8.GetBytes("비밀번호 café")));
        preHash.Length.ShouldBe(64);

        BCryptNet.Verify(preHash, (await HashAsync(Hasher(), "비밀번호 café")).Value).ShouldBeTrue();

        var byHand = new PasswordHash(PasswordScheme.BCryptHmacSha384, Cost, TestKeys.One.IdText, BCryptNet.HashPassword(preHash, Cost));
        (await VerifyAsync(Hasher(), "비밀번호 café", byHand)).ShouldBeTrue();
    }

    /// <summary>Made by libxcrypt's crypt(3), not by this library.</summary>
    [Theory]
    [InlineData("correct horse", "$2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e")]
    [InlineData("correct horse", "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e")]
    [InlineData("correct horse", "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e")]
    [InlineData("비밀번호 가나다라", "$2b$04$abcdefghijklmnopqrstuu9KHVd0jVRZwsWr4Unuf/bcowqiiCXyy")]
    [InlineData("pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp", "$2b$04$abcdefghijklmnopqrstuuNt.0ah97gHY3F7JC1Z6EXmQc0bQBhIO")]
    public async Task A_bare_hash_of_the_original_program_verifies_and_is_outdated(string password, string value)
    {
        var hash = new PasswordHash(PasswordScheme.BCrypt, Cost, null, value);
        var hasher = Hasher();

        (await VerifyAsync(hasher, password, hash)).ShouldBeTrue();
        (await VerifyAsync(hasher, "X" + password, hash)).ShouldBeFalse();
        (await VerifyAsync(hasher, "", hash)).ShouldBeFalse();
        hasher.IsOutdated(hash).ShouldBeTrue();
    }

    [Fact]
    public async Task No_password_with_a_nul_is_taken_for_a_bare_hash()
    {
        var hash = new PasswordHash(PasswordScheme.BCrypt, Cost, null, "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e");

        (await VerifyAsync(Hasher(), "correct horse\0", hash)).ShouldBeFalse();
        (await VerifyAsync(Hasher(), "correct horse\0anything", hash)).ShouldBeFalse();
        // BCrypt repeats its key, closed by a NUL, up to 72 bytes: to it this is the same key.
        (await VerifyAsync(Hasher(), "correct horse\0correct horse", hash)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_hash_of_another_cost_verifies_and_is_outdated()
    {
        var older = await HashAsync(Hasher(Cost), "correct horse");
        var hasher = Hasher(Cost + 1);

        (await VerifyAsync(hasher, "correct horse", older)).ShouldBeTrue();
        hasher.IsOutdated(older).ShouldBeTrue();
        hasher.IsOutdated(await HashAsync(hasher, "correct horse")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_hash_of_another_pepper_does_not_verify_and_is_outdated()
    {
        var hash = await HashAsync(Hasher(), "correct horse");
        var hasher = Hasher(keys: TestKeys.Other);

        (await VerifyAsync(hasher, "correct horse", hash)).ShouldBeFalse();
        (await VerifyAsync(hasher, "correct horse", hash with { PepperId = TestKeys.Other.IdText })).ShouldBeFalse();
        hasher.IsOutdated(hash).ShouldBeTrue();
    }

    [Fact]
    public async Task A_hash_of_the_former_pepper_verifies_and_is_outdated()
    {
        var hash = await HashAsync(Hasher(), "correct horse");
        var hasher = Hasher(keys: [TestKeys.One, TestKeys.Other]);

        (await VerifyAsync(hasher, "correct horse", hash)).ShouldBeTrue();
        (await VerifyAsync(hasher, "correct Horse", hash)).ShouldBeFalse();
        hasher.IsOutdated(hash).ShouldBeTrue();
        var renewed = await HashAsync(hasher, "correct horse");
        renewed.PepperId.ShouldBe(TestKeys.Other.IdText);
        hasher.IsOutdated(renewed).ShouldBeFalse();
    }

    [Fact]
    public async Task A_peppered_hash_is_no_bare_hash()
    {
        var hash = await HashAsync(Hasher(), "correct horse");

        (await VerifyAsync(Hasher(), "correct horse", hash with { Scheme = PasswordScheme.BCrypt })).ShouldBeFalse();
        (await VerifyAsync(Hasher(), "correct horse", hash with { PepperId = null })).ShouldBeFalse();
        (await VerifyAsync(Hasher(), "correct horse", hash with { Scheme = (PasswordScheme)99 })).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("x")]
    [InlineData("$")]
    [InlineData("$2b$")]
    [InlineData("$2b$04$")]
    [InlineData("$2b$04$short")]
    [InlineData("$2b$xx$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e")]
    [InlineData("$2b$99$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e")]
    [InlineData("$2b$-4$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e")]
    [InlineData("$2b$04$!!!!!!!!!!!!!!!!!!!!!!jydOTSfIH/d5oUHpsygqV5X9xJLQc6e")]
    [InlineData("$2b$04$한글한글한글한글한글한글한글한글한글한글한jydOTSfIH/d5oUHpsygqV5X9xJLQc6e")]
    [InlineData("$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6")]
    [InlineData("$2b$04$abcdefghijklmnopqrstuu")]
    [InlineData("$9z$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e")]
    [InlineData("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b1dWRWJTmaaJObG")]
    public async Task A_damaged_hash_lets_nobody_in_and_does_not_throw(string value)
    {
        foreach (var scheme in Enum.GetValues<PasswordScheme>())
        {
            var hash = new PasswordHash(scheme, Cost, TestKeys.One.IdText, value);
            foreach (var password in new[] { "correct horse", "", value })
                (await VerifyAsync(Hasher(), password, hash)).ShouldBeFalse($"{scheme}: '{password}'");
        }
    }

    [Fact]
    public async Task Nobodys_password_is_never_right()
    {
        foreach (var password in new[] { "correct horse", "", "***" })
            (await VerifyAsync(Hasher(), password, null)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stranger_a_damaged_hash_a_foreign_one_and_a_cheap_one_cost_what_a_wrong_password_costs()
    {
        const int realCost = 7;
        var hasher = Hasher(realCost);
        var real = await HashAsync(hasher, "correct horse");
        var cheap = await HashAsync(Hasher(Cost), "correct horse");
        PasswordHash?[] all =
        [
            real,
            null,
            cheap,
            real with { Value = "" },
            real with { Value = "$2b$10$short" },
            real with { PepperId = "00000000" },
            real with { Scheme = (PasswordScheme)99 },
            real with { Scheme = PasswordScheme.BCrypt },
        ];

        foreach (var hash in all)
        {
            engine.Turns = 0;
            (await VerifyAsync(hasher, "wrong\0", hash)).ShouldBeFalse();
            engine.Turns.ShouldBe(1 << realCost, hash?.Value ?? "nobody");
        }

        engine.Turns = 0;
        (await VerifyAsync(hasher, "correct horse", cheap)).ShouldBeTrue();
        engine.Turns.ShouldBe(1 << Cost);
    }

    private static async Task<PasswordHash> HashAsync(BCryptPasswordHasher hasher, string password) =>
        (await hasher.HashAsync(new Secret(password), TestContext.Current.CancellationToken)).Value;

    private static async Task<bool> VerifyAsync(BCryptPasswordHasher hasher, string password, PasswordHash? hash) =>
        (await hasher.VerifyAsync(new Secret(password), hash, TestContext.Current.CancellationToken)).Value;

    private BCryptPasswordHasher Hasher(int cost = Cost, params MasterKey[] keys) =>
        new(governor, new Pepper(TestKeys.Secrets(keys.Length == 0 ? [TestKeys.One] : keys)), new RequestContext(), Options.Create(new PasswordOptions { Cost = cost }));

    /// <summary>The real engine, and how many turns of the key schedule it has made.</summary>
    private sealed class Watched : IHashEngine
    {
        private readonly InterleavedBCrypt engine = new();
        private readonly List<HashTask> seated = [];

        public long Turns { get; set; }

        public int Seats => engine.Seats;

        public void Seat(HashTask task)
        {
            engine.Seat(task);
            seated.Add(task);
        }

        public void Unseat(HashTask task) => engine.Unseat(task);

        public void Advance()
        {
            // What is left after the digest is worked out is known only then.
            var before = seated.Sum(task => task.Remaining);
            var shown = seated.Where(task => task.Digest is not null).ToList();
            engine.Advance();
            var gained = seated.Except(shown).Where(task => task.Digest is not null).Sum(task => task.Remaining);
            Turns += before + gained - seated.Sum(task => task.Remaining);
            seated.RemoveAll(task => task.IsDone);
        }

        public void Dispose() => engine.Dispose();
    }
}
