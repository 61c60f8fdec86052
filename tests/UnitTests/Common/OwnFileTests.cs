using Auth.Infrastructure;
using Auth.WebApi.Common;

namespace Auth.UnitTests.Common;

public sealed class OwnFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Path => System.IO.Path.Combine(folder.Path, "users.jsonl");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_has_its_name_only_when_it_is_whole_and_is_its_owners_alone()
    {
        await OwnFile.WriteAsync(Path, async output =>
        {
            await output.WriteLineAsync("a line");
            File.Exists(Path).ShouldBeFalse();
        });

        (await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken)).ShouldBe($"a line{Environment.NewLine}");
        Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task What_is_cut_short_leaves_nothing()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => OwnFile.WriteAsync(Path, async output =>
        {
            await output.WriteLineAsync("a line");
            throw new OperationCanceledException();
        }));

        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".part")]
    public async Task What_is_there_already_stays(string ending)
    {
        await File.WriteAllTextAsync(Path + ending, "somebody's", TestContext.Current.CancellationToken);

        await Should.ThrowAsync<ConfigurationException>(() => OwnFile.WriteAsync(Path, output => output.WriteLineAsync("a line")));

        Directory.GetFiles(folder.Path).ShouldBe([Path + ending]);
        (await File.ReadAllTextAsync(Path + ending, TestContext.Current.CancellationToken)).ShouldBe("somebody's");
    }

    [Fact]
    public async Task What_somebody_else_made_meanwhile_stays()
    {
        await Should.ThrowAsync<ConfigurationException>(() => OwnFile.WriteAsync(Path, _ => File.WriteAllTextAsync(Path, "somebody's")));

        Directory.GetFiles(folder.Path).ShouldBe([Path]);
        (await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken)).ShouldBe("somebody's");
    }
}
