using Microsoft.Extensions.Configuration;

namespace Auth.Infrastructure.Tokens;

/// <summary>
/// The master key, and beside it the one it took over from and the one that is to come. The current one seals and derives; all of them open. So nodes before,
/// in and after the change of the key read what each other writes.
/// </summary>
public sealed class MasterKeys(MasterKey current, MasterKey? former = null, MasterKey? next = null)
{
    public const string FormerSetting = "Auth:FormerMasterKey";
    public const string NextSetting = "Auth:NextMasterKey";

    public MasterKey Current { get; } = current;

    /// <summary>Where there is one, what it sealed is sealed again under <see cref="Current"/>.</summary>
    public MasterKey? Former { get; } = former;

    /// <summary>The current one first.</summary>
    public IReadOnlyList<MasterKey> All { get; } = [.. new[] { current, former, next }.OfType<MasterKey>()];

    /// <summary>Throws <see cref="ConfigurationException"/> where one is malformed, or the same as another.</summary>
    public static MasterKeys Load(IConfiguration configuration, bool isDevelopment, string dataDirectory)
    {
        var keys = new MasterKeys(
            MasterKey.Load(configuration, isDevelopment, dataDirectory), Optional(configuration, FormerSetting), Optional(configuration, NextSetting));
        if (keys.All.DistinctBy(k => k.IdText).Count() < keys.All.Count)
            throw new ConfigurationException($"{MasterKey.Setting}, {FormerSetting} and {NextSetting} must be different keys.");
        return keys;
    }

    private static MasterKey? Optional(IConfiguration configuration, string setting) =>
        configuration[setting] is { Length: > 0 } text ? MasterKey.Parse(text, setting) : null;
}
