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

    /// <summary>
    /// Has a file written, which is <c>.part</c> until it is whole and has its name only then, so that nobody takes a part for all.
    /// Throws <see cref="ConfigurationException"/> where the file is there already, or cannot be made.
    /// </summary>
    public static async Task WriteAsync(string? path, Func<TextWriter, Task> write)
    {
        if (path is null or "-")
        {
            await using var output = new StreamWriter(Console.OpenStandardOutput());
            await write(output);
            return;
        }

        var part = $"{path}.part";
        var file = Create(path, part);
        try
        {
            await using (file)
                await write(file);
            Try(() => File.Move(part, path));
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private static StreamWriter Create(string path, string part)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return Path.Exists(path) ? throw new ConfigurationException("The file cannot be made (it is there already).") : Try(() => new StreamWriter(part, options));
    }

    private static void Try(Action make) => Try(() =>
    {
        make();
        return true;
    });

    private static T Try<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The file cannot be made ({e.Message}).");
        }
    }
}
