using Auth.Application.Credentials;
using Auth.Domain.Credentials;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Passwords;

/// <summary>
/// What new passwords are held against: the list inside the service, or the operator's file. The service opens its file at the start and unpacks its own list right after it; a
/// password that comes sooner waits for it, so there is no moment without a list.
/// </summary>
internal sealed class KnownPasswords(IOptions<PasswordOptions> options) : IKnownPasswords
{
    private const string Setting = $"{PasswordOptions.Section}:{nameof(PasswordOptions.BlocklistFile)}";

    private readonly Lazy<Func<string, bool>> list = new(() => Open(options.Value.BlocklistFile));

    /// <summary>Throws <see cref="ConfigurationException"/> where the operator's file cannot be used.</summary>
    public void Open() => _ = list.Value;

    /// <summary>Unpacks the list inside the service.</summary>
    public static void Load() => _ = WordList.BuiltIn;

    public bool Contains(string password) => list.Value(password);

    public double? GuessesOf(ulong fingerprint) => WordList.BuiltIn.GuessesOf(fingerprint);

    private static Func<string, bool> Open(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return password => ContainsAny(WordList.BuiltIn, password);
        try
        {
            if (HashFile.TryOpen(path) is { } hashes)
                return password => hashes.Contains(Domain.Common.Nfc.Of(password)) || hashes.Contains(PasswordText.Fold(password));
            using var lines = File.OpenRead(path);
            var words = WordList.Read(lines);
            if (words.Count == 0)
                throw new InvalidDataException("there is no password in it");
            return password => ContainsAny(words, password);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException($"{Setting} names the file {path}, which cannot be used ({e.Message}). Name one with a password a line in UTF-8, or with lines of SHA-1 in hexadecimal and a count, sorted.");
        }
    }

    /// <summary>As it is written, and as the keys that type it.</summary>
    private static bool ContainsAny(WordList words, string password)
    {
        var folded = PasswordText.Fold(password);
        return words.Contains(folded) || words.Contains(PasswordText.Keys(folded));
    }
}
