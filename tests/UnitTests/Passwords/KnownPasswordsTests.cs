using System.Security.Cryptography;
using System.Text;
using Auth.Infrastructure;
using Auth.Infrastructure.Passwords;
using Auth.UnitTests.Credentials;

namespace Auth.UnitTests.Passwords;

public sealed class KnownPasswordsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_list_inside_has_as_many_words_as_its_maker_said() => WordList.BuiltIn.Count.ShouldBeInRange(133_490, 134_000);

    [Theory]
    [InlineData("password", true)]
    [InlineData("PASSWORD", true)]
    [InlineData("비밀번호", true)]
    [InlineData("correct horse battery staple", false)]
    [InlineData("password ", false)]
    [InlineData("", false)]
    public void The_list_inside_is_compared_without_regard_to_case(string password, bool known) => TestPasswords.Known().Contains(password).ShouldBe(known);

    [Fact]
    public void A_file_of_passwords_takes_the_place_of_the_list()
    {
        var known = TestPasswords.Known(FileOf("Blue Teapot 9\r\n", "파란 주전자\n", "the last one"));

        known.Contains("blue teapot 9").ShouldBeTrue();
        known.Contains("파란 주전자".Normalize(NormalizationForm.FormD)).ShouldBeTrue();
        known.Contains("THE LAST ONE").ShouldBeTrue();
        known.Contains("blue teapot").ShouldBeFalse();
        known.Contains("password").ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_file_of_hashes_is_searched_from_its_first_line_to_its_last(int count)
    {
        var passwords = Enumerable.Range(0, count).Select(i => $"breached {i}").ToArray();
        foreach (var end in new[] { "\r\n", "\n" })
        {
            var lines = passwords.Select((p, i) => $"{Sha1(p)}:{i * i}").Order(StringComparer.Ordinal);
            var known = TestPasswords.Known(FileOf(string.Join(end, lines)));

            passwords.ShouldAllBe(p => known.Contains(p));
            known.Contains("Breached 0").ShouldBeTrue("its folded form is listed");
            known.Contains("never breached").ShouldBeFalse();
            known.Contains(" ").ShouldBeFalse();
        }
    }

    [Fact]
    public void Hashes_without_counts_and_in_lower_case_are_known_too()
    {
        var lines = Enumerable.Range(0, 50).Select(i => Sha1($"Mixed {i}").ToLowerInvariant()).Order(StringComparer.Ordinal);
        var known = TestPasswords.Known(FileOf(string.Join('\n', lines)));

        known.Contains("Mixed 7").ShouldBeTrue();
        known.Contains("mixed 7").ShouldBeFalse("a hash is of one spelling, and the file has no other");
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_refused_with_a_sentence()
    {
        Refusal(Path.Combine(folder.Path, "missing")).ShouldContain("missing");
        Refusal(folder.Path).ShouldContain("cannot be used");
        Refusal(FileOf("")).ShouldContain("there is no password in it");
        Refusal(FileOf($"{new string('F', 40)}:1\n{new string('0', 40)}:1\n")).ShouldContain("not sorted");
        Refusal(FileOf($"{new string('0', 40)}:1\n{new string('x', 4000)}\n")).ShouldContain("without a hash");
        Refusal(FileOf($"{new string('0', 40)}:1\n{new string('1', 40)}:{new string('1', 4000)}\n")).ShouldContain("too long");
    }

    private static string Refusal(string path)
    {
        var sentence = Should.Throw<ConfigurationException>(() => TestPasswords.Known(path).Open()).Message;
        sentence.ShouldStartWith("Auth:Passwords:BlocklistFile names the file ");
        return sentence;
    }

    private string FileOf(params string[] parts)
    {
        var path = Path.Combine(folder.Path, Path.GetRandomFileName());
        File.WriteAllText(path, string.Concat(parts));
        return path;
    }

#pragma warning disable RS0030, CA5350 // The form of the published lists.
    private static string Sha1(string text) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore RS0030, CA5350
}
