using Auth.Infrastructure;

namespace Auth.WebApi.Common;

/// <summary>Where a command writes personal data, or reads it, in UTF-8: a new file that its owner alone may read, or the standard streams.</summary>
internal static class OwnFile
{
    /// <summary>Throws <see cref="ConfigurationException"/> where the file is not there, or cannot be read.</summary>
    public static Stream Open(string path)
    {
        try
        {
            return path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The file cannot be read ({e.Message}).");
        }
    }

    /// <summary>Throws <see cref="ConfigurationException"/> where the file is there already, or cannot be made.</summary>
    public static TextWriter Create(string? path)
    {
        if (path is null or "-")
            return new StreamWriter(Console.OpenStandardOutput());
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new StreamWriter(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The file cannot be made ({e.Message}).");
        }
    }
}
