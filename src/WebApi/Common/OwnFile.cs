using Auth.Infrastructure;

namespace Auth.WebApi.Common;

/// <summary>Where a command writes personal data: a new file that its owner alone may read, or standard output.</summary>
internal static class OwnFile
{
    /// <summary>Throws <see cref="ConfigurationException"/> where the file is there already, or cannot be made.</summary>
    public static TextWriter Create(string? path)
    {
        if (path is null or "-")
            return Console.Out;
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
