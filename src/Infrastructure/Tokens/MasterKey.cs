using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Auth.Infrastructure.Tokens;

/// <summary>
/// A master secret. What need not outlive it is derived from it by HKDF-SHA-256 (RFC 5869), one key a purpose, so no two uses share a key; what must is
/// sealed under it.
/// </summary>
public sealed class MasterKey
{
    public const string Setting = "Auth:MasterKey";
    public const int Length = 32;
    private const int FewestDistinct = 12;

    private readonly byte[] key;

    private MasterKey(byte[] key)
    {
        this.key = key;
        Id = Derive("key id")[..4];
    }

    /// <summary>Four bytes that tell this key from another; they say nothing about the key.</summary>
    public ReadOnlySpan<byte> IdBytes => Id;

    public string IdText => Convert.ToHexStringLower(Id);

    private byte[] Id { get; }

    /// <summary>Reads a key in base64. Throws <see cref="ConfigurationException"/> where it is missing, malformed, short or plainly not random.</summary>
    public static MasterKey Parse(string? base64, string setting = Setting)
    {
        if (string.IsNullOrWhiteSpace(base64))
            throw Wrong("is missing");
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64.Trim(), bytes, out var length))
            throw Wrong("is not base64");
        if (length != Length)
            throw Wrong($"has {length} bytes instead of {Length}");
        if (!LooksRandom(bytes[..length]))
            throw Wrong("is not random");
        return new MasterKey(bytes[..length]);

        ConfigurationException Wrong(string why) => new(
            $"{setting} {why}. Set {setting.Replace(":", "__", StringComparison.Ordinal)} to 32 random bytes in base64, for example from: openssl rand -base64 32");
    }

    /// <summary>32 random bytes never have so few distinct values or steps, nor are they all typed characters; a pattern, a count or a phrase is one of these.</summary>
    private static bool LooksRandom(byte[] bytes) =>
        bytes.Distinct().Count() >= FewestDistinct
        && bytes.Zip(bytes.Skip(1), (one, next) => (byte)(next - one)).Distinct().Count() >= FewestDistinct
        && bytes.Any(b => b is < 0x20 or > 0x7E);

    /// <summary>The configured key. In Development one is made on first start and kept in the data directory, readable by its owner only.</summary>
    public static MasterKey Load(IConfiguration configuration, bool isDevelopment, string dataDirectory)
    {
        if (configuration[Setting] is { Length: > 0 } configured)
            return Parse(configured);
        if (!isDevelopment)
            return Parse(null);

        var path = Path.Combine(dataDirectory, "development-master-key");
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new StreamWriter(path, Encoding.ASCII, options);
            file.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length)));
        }

        return Parse(File.ReadAllText(path));
    }

    internal static ConfigurationException DoesNotFit(string why) => new($"{Setting} is not the one this database was set up with: {why}. Set the former key.");

    /// <summary>A 32-byte key for one purpose.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Length, info: Encoding.UTF8.GetBytes($"auth/v1/{purpose}"));
}
