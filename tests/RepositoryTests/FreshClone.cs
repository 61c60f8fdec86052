namespace Auth.RepositoryTests;

/// <summary>What somebody has who clones the repository: its tracked files in a folder of their own, and nothing that was built or kept here.</summary>
public sealed class FreshClone : IDisposable
{
    public FreshClone()
    {
        foreach (var path in Repository.Files)
        {
            var copy = new FileInfo(Path.Combine(Root.FullName, path));
            copy.Directory!.Create();
            File.Copy(Repository.FullPath(path), copy.FullName);
        }
    }

    public DirectoryInfo Root { get; } = Directory.CreateTempSubdirectory("auth-clone-");

    public void Dispose() => Root.Delete(recursive: true);
}

/// <summary>The classes that share the clone, and so what is built in it, one after the other.</summary>
[CollectionDefinition(nameof(FreshClone))]
public sealed class FreshCloneTests : ICollectionFixture<FreshClone>;
