using System.Diagnostics;
using System.Globalization;

namespace Auth.FaultTests.Harness;

/// <summary>A file system in memory that has no more room than it is given, so that it can be full.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly DirectoryInfo mount;

    private SmallDisk(DirectoryInfo mount) => this.mount = mount;

    private string Ballast => Path.Combine(mount.FullName, "ballast");

    /// <summary>Throws where the system does not let this user mount one.</summary>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("auth-disk-"));
        var refusal = await RunAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "auth-faults", disk.mount.FullName);
        if (refusal.Length == 0)
            return disk;
        disk.mount.Delete();
        throw new InvalidOperationException($"This test needs a small file system to fill, so the right to mount a tmpfs; run it as root ({refusal}).");
    }

    public DirectoryInfo Folder(string name) => mount.CreateSubdirectory(name);

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var ballast = File.Create(Ballast);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(block);
                ballast.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        var refusal = await RunAsync("umount", mount.FullName);
        if (refusal.Length > 0)
            throw new InvalidOperationException(refusal);
        mount.Delete();
    }

    /// <summary>What the program has to say against it; nothing where it did as told.</summary>
    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? "" : $"{program}: {errors.Trim()}";
    }
}
