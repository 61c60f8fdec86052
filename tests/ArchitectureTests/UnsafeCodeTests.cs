namespace Auth.ArchitectureTests;

public sealed class UnsafeCodeTests
{
    [Fact]
    public void Bare_memory_is_the_business_of_one_class()
    {
        string[] words = ["unsafe ", "Unsafe.", "MemoryMarshal.", "NativeMemory."];
        var source = Path.Combine(Product.Repository.FullName, "src");

        var files = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadLines(file).Any(line => Array.Exists(words, word => line.Contains(word, StringComparison.Ordinal))))
            .Select(file => Path.GetRelativePath(source, file));

        files.ShouldBe([Path.Combine("Infrastructure", "Passwords", "InterleavedBCrypt.cs")]);
    }
}
