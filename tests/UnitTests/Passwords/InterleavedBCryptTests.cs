using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Auth.Infrastructure.Passwords;
using BCryptNet = BCrypt.Net.BCrypt;

namespace Auth.UnitTests.Passwords;

public sealed class InterleavedBCryptTests
{
    /// <summary>From jBCrypt and crypt_blowfish, as both publish them.</summary>
    public static TheoryData<string, string> PublishedVectors => new()
    {
        { "", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s." },
        { "", "$2a$08$HqWuK6/Ng6sg9gQzbLrgb.Tl.ZHfXLhvt/SgVyWhQqgqcZ7ZuUtye" },
        { "a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe" },
        { "a", "$2a$08$cfcvVd2aQ8CMvoMpP2EBfeodLEkkFJ9umNEfPD18.hUF62qqlC/V." },
        { "abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i" },
        { "abc", "$2a$08$Ro0CUfOqk6cXEKf3dyaM7OhSCvnwM9s4wIX9JeLapehKK5YdLxKcm" },
        { "abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC" },
        { "~!@#$%^&*()      ~!@#$%^&*()PNBFRD", "$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO" },
        { "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" },
        { "U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK" },
        { "U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a" },
        { "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored", "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui" },
    };

    [Theory]
    [MemberData(nameof(PublishedVectors))]
    public void The_published_vectors_come_out_in_every_lane_and_under_every_name(string password, string hash)
    {
        foreach (var prefix in (string[])["$2a$", "$2b$", "$2y$"])
        {
            for (var lanes = 1; lanes <= InterleavedBCrypt.Lanes; lanes++)
                Hash([.. Enumerable.Repeat(TaskOf(password, prefix + hash[4..]), lanes).Select(make => make())]).ShouldAllBe(task => task.IsMatch);
        }
    }

    /// <summary>One of the four lanes is wrong, each in turn: nobody else hears of it.</summary>
    [Fact]
    public void A_lane_knows_nothing_of_its_neighbours()
    {
        for (var wrong = 0; wrong < InterleavedBCrypt.Lanes; wrong++)
        {
            var tasks = Enumerable.Range(0, InterleavedBCrypt.Lanes)
                .Select(i => TaskOf(i == wrong ? "b" : "a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe")()).ToArray();
            Hash(tasks).Select(task => task.IsMatch).ShouldBe(Enumerable.Range(0, InterleavedBCrypt.Lanes).Select(i => i != wrong));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(71)]
    [InlineData(72)]
    [InlineData(73)]
    [InlineData(200)]
    public void It_agrees_with_the_reference_about_passwords_of_any_length(int length)
    {
        foreach (var character in (string[])["x", "\u00ff", "한", "😀", "\u0001"])
            Agree([.. Enumerable.Range(0, 4).Select(i => (string.Concat(Enumerable.Repeat(character, length)) + (i == 0 ? "" : $"{i}"), 4))]);
    }

    [Fact]
    public void It_agrees_with_the_reference_on_a_hundred_thousand_random_hashes()
    {
        const int batch = 4;
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, 100_000 / batch, atOnce, _ => Agree([.. Enumerable.Range(0, batch).Select(_ => (RandomPassword(), RandomNumberGenerator.GetInt32(100) == 0 ? 6 : 4))]));
    }

    /// <summary>They come and go as logins do: of different costs, at any moment, some given up.</summary>
    [Fact]
    public void Hashes_may_begin_and_end_at_any_turn()
    {
        using var engine = new InterleavedBCrypt();
        var waiting = new Queue<(HashTask Task, string Password)>(Enumerable.Range(0, 400).Select(_ => RandomPassword()).Select(password =>
            (new HashTask(Encoding.UTF8.GetBytes(password), RandomNumberGenerator.GetBytes(HashTask.SaltLength), RandomNumberGenerator.GetInt32(4, 9)), password)));
        List<(HashTask Task, string Password)> seated = [], done = [];
        while (waiting.Count + seated.Count > 0)
        {
            while (seated.Count < engine.Seats && waiting.Count > 0 && (seated.Count == 0 || RandomNumberGenerator.GetInt32(2) == 0))
            {
                seated.Add(waiting.Dequeue());
                engine.Seat(seated[^1].Task);
            }

            if (seated.Count > 1 && RandomNumberGenerator.GetInt32(20) == 0)
            {
                var left = seated[RandomNumberGenerator.GetInt32(seated.Count)];
                engine.Unseat(left.Task);
                seated.Remove(left);
            }

            engine.Advance();
            done.AddRange(seated.Where(one => one.Task.IsDone));
            seated.RemoveAll(one => one.Task.IsDone);
        }

        done.Count.ShouldBeGreaterThan(200);
        done.ShouldAllBe(one => BCryptNet.Verify(one.Password, BCryptText.Format(one.Task.Cost, one.Task.Salt, one.Task.Digest)));
    }

    [Fact]
    public void Nobody_sits_down_where_there_is_no_lane()
    {
        var engine = new InterleavedBCrypt();
        HashTask New() => new([], new byte[HashTask.SaltLength], 4);
        for (var i = 0; i < InterleavedBCrypt.Lanes; i++)
            engine.Seat(New());

        Should.Throw<InvalidOperationException>(() => engine.Seat(New()));
        engine.Dispose();
        Should.Throw<ObjectDisposedException>(() => engine.Seat(New()));
    }

    [Fact]
    public void Nothing_of_a_password_stays_behind()
    {
        using var engine = new InterleavedBCrypt();
        var passwords = Enumerable.Range(0, 4).Select(i => Encoding.UTF8.GetBytes($"correct horse {i}")).ToArray();
        var tasks = passwords.Select(password => new HashTask(password, new byte[HashTask.SaltLength], 8)).ToArray();
        foreach (var task in tasks)
            engine.Seat(task);
        engine.Advance();
        engine.Memory.ContainsAnyExcept((byte)0).ShouldBeTrue();

        engine.Unseat(tasks[1]);
        while (!tasks[0].IsDone)
            engine.Advance();

        passwords.ShouldAllBe(password => password.All(b => b == 0));
        engine.Memory.ContainsAnyExcept((byte)0).ShouldBeFalse();
    }

    /// <summary>Machin's formula, in whole numbers.</summary>
    [Fact]
    public void The_tables_are_the_fraction_of_pi()
    {
        const int spare = 64;
        var bits = (PiFraction.Words.Length * 32) + spare;
        var fraction = (16 * ArcTan(5)) - (4 * ArcTan(239)) - (new BigInteger(3) << bits);

        PiFraction.Words.Length.ShouldBe(18 + (4 * 256));
        for (var i = 0; i < PiFraction.Words.Length; i++)
            PiFraction.Words[i].ShouldBe((uint)((fraction >> (bits - (32 * (i + 1)))) & uint.MaxValue), $"word {i}");

        BigInteger ArcTan(int inverse)
        {
            BigInteger sum = 0, power = (BigInteger.One << bits) / inverse;
            for (var n = 1; !power.IsZero; n += 2, power /= -(inverse * inverse))
                sum += power / n;
            return sum;
        }
    }

    private static HashTask[] Hash(HashTask[] tasks)
    {
        using var engine = new InterleavedBCrypt();
        foreach (var task in tasks)
            engine.Seat(task);
        while (!Array.TrueForAll(tasks, task => task.IsDone))
            engine.Advance();
        return tasks;
    }

    private static void Agree((string Password, int Cost)[] hashes)
    {
        var tasks = Hash([.. hashes.Select(hash => new HashTask(Encoding.UTF8.GetBytes(hash.Password), RandomNumberGenerator.GetBytes(HashTask.SaltLength), hash.Cost))]);
        foreach (var (task, hash) in tasks.Zip(hashes))
        {
            var ours = BCryptText.Format(hash.Cost, task.Salt, task.Digest);
            BCryptNet.HashPassword(hash.Password, BCryptText.Settings(hash.Cost, task.Salt)).ShouldBe(ours, $"'{hash.Password}'");
        }
    }

    /// <summary>Of up to 80 bytes or so, from one of the ranges that take one to four bytes in UTF-8.</summary>
    private static string RandomPassword()
    {
        (int From, int To, int Most)[] ranges = [(0x01, 0x7f, 80), (0x80, 0x7ff, 40), (0xac00, 0xd7a3, 27), (0x1f300, 0x1f6ff, 20)];
        var (from, to, most) = ranges[RandomNumberGenerator.GetInt32(ranges.Length)];
        return string.Concat(Enumerable.Range(0, RandomNumberGenerator.GetInt32(most + 1)).Select(_ => char.ConvertFromUtf32(RandomNumberGenerator.GetInt32(from, to + 1))));
    }

    private static Func<HashTask> TaskOf(string password, string hash)
    {
        BCryptText.TryParse(hash, out var cost, out var salt, out var digest).ShouldBeTrue();
        return () => new HashTask(Encoding.UTF8.GetBytes(password), salt, cost) { Expected = digest };
    }
}
