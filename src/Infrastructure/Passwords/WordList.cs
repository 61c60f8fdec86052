using System.IO.Compression;
using System.Text;
using Auth.Domain.Credentials;

namespace Auth.Infrastructure.Passwords;

/// <summary>
/// Words and passwords that everybody knows, with about how common each is: eight bytes a word, a fingerprint whose last three bits are the group. The
/// list inside the service is unpacked once in a process, at the start or by whoever needs it first.
/// </summary>
internal sealed class WordList
{
    /// <summary>After how many guesses the words of a group are tried.</summary>
    private static readonly double[] Ranks = [100, 1_000, 10_000, 100_000, 200_000];

    private const int KoreanGroup = 1;
    private const ulong GroupBits = 7;
    private static readonly Lazy<WordList> Own = new(Unpack);

    private readonly ulong[] entries;

    private WordList(List<ulong> entries)
    {
        this.entries = [.. entries];
        Array.Sort(this.entries);
    }

    /// <summary>The list inside the service. docs/operations.md says where it is from.</summary>
    public static WordList BuiltIn => Own.Value;

    public int Count => entries.Length;

    /// <summary>One word or password a line, in UTF-8; read line by line, so the file may be larger than memory.</summary>
    public static WordList Read(Stream lines)
    {
        List<ulong> read = [];
        using var reader = new StreamReader(lines, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
                read.Add(EntryOf(line, 0));
        }

        return new WordList(read);
    }

    public bool Contains(string folded) => GuessesOf(PasswordText.Fingerprint(folded)) is not null;

    public double? GuessesOf(ulong fingerprint)
    {
        var wanted = fingerprint & ~GroupBits;
        var place = Array.BinarySearch(entries, wanted);
        if (place < 0)
            place = ~place;
        return place < entries.Length && (entries[place] & ~GroupBits) == wanted ? Ranks[entries[place] & GroupBits] : null;
    }

    private static WordList Unpack()
    {
        List<ulong> known = new(150_000);
        var group = 0;
        using (var common = new StreamReader(new BrotliStream(Resource("common-passwords.br"), CompressionMode.Decompress), Encoding.UTF8))
        {
            while (common.ReadLine() is { } line)
            {
                if (line.Length == 0)
                    group++;
                else
                    known.Add((PasswordText.Fingerprint(line) & ~GroupBits) | (uint)group); // Folded already.
            }
        }

        using var korean = new StreamReader(Resource("korean-words.txt"), Encoding.UTF8);
        while (korean.ReadLine() is { } line)
        {
            known.Add(EntryOf(line, KoreanGroup));
            known.Add((PasswordText.Fingerprint(PasswordText.Keys(PasswordText.Fold(line))) & ~GroupBits) | KoreanGroup);
        }

        return new WordList(known);
    }

    private static ulong EntryOf(string word, int group) => (PasswordText.Fingerprint(PasswordText.Fold(word)) & ~GroupBits) | (uint)group;

    private static Stream Resource(string name) => typeof(WordList).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException($"{name} is not in the assembly.");
}
