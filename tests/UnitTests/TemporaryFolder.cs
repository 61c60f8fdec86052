namespace Auth.UnitTests;

internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-unit-tests-");

    public string Path => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}
