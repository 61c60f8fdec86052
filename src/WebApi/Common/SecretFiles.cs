using Auth.Infrastructure;

namespace Auth.WebApi.Common;

/// <summary>A directory with a file for each secret setting, as container platforms mount them: <c>Auth__MasterKey</c> holds the value of the setting of that name.</summary>
internal static class SecretFiles
{
    public const string Setting = "Auth:SecretsDirectory";

    /// <summary>Reads those that are there, over what else says the same setting; other files are passed over. Throws <see cref="ConfigurationException"/> where one cannot be read.</summary>
    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } directory)
            return;
        if (!Directory.Exists(directory))
            throw new ConfigurationException($"{Setting} names a directory that is not there ({Path.GetFullPath(directory)}).");
        configuration.AddInMemoryCollection(SettingsCatalogue.Secrets
            .Select(name => KeyValuePair.Create(name, Read(name, Path.Combine(directory, SettingsCatalogue.Variable(name)))))
            .Where(file => file.Value is not null));
    }

    /// <summary>Null where there is none: what is only hidden from the service, in a directory that it may not enter, is not missing.</summary>
    private static string? Read(string name, string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{name} cannot be read from its file ({e.Message}).");
        }
    }
}
