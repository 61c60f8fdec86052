using System.Diagnostics;
using Auth.FaultTests.Harness;
using Auth.IntegrationTests.Databases;

namespace Auth.FaultTests;

public sealed class DiskFullTests
{
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task A_full_disk_under_the_database_loses_nothing_and_leaves_nothing_behind()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 300);
        await using var scene = await Scene.StartAsync(server: new LocalMariaDb(disk.Folder("server"), "--innodb-log-file-size=8M"));
        await using var load = Load.Start(scene.Client, writers: 16);
        await load.RegistersAsync(more: 60);
        var (memory, files) = (scene.WorkingSet(), scene.OpenFiles());
        disk.Fill();
        for (var waited = Stopwatch.StartNew(); !load.Answers.Any(a => a.IsError); await Task.Delay(100, TestContext.Current.CancellationToken))
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2), "the database never needed more room");
        await Task.Delay(Full, TestContext.Current.CancellationToken);
        var grown = scene.WorkingSet() - memory;
        disk.MakeRoom();
        var returned = load.Now;
        await load.RegistersAsync(more: 60);
        await load.StopAsync();

        var errors = load.Answers.Where(a => a.IsError).ToList();
        var figures = new Figures($"disk of the database full for {Full.TotalSeconds} s");
        await figures.AddAftermathAsync(scene, load);
        figures.None("errors but 503", [.. errors.Where(a => !a.IsPutOff).Select(a => a.ToString())], errors.Count);
        figures.AtMost("first registration after there is room", load.Registered.Where(r => r.At > returned).Min(r => r.At - returned).TotalSeconds, 30, " s");
        figures.AtMost("last error after there is room", errors.Where(a => a.At > returned).Select(a => (a.At - returned).TotalSeconds).DefaultIfEmpty(0).Max(), 30, " s");
        figures.AtMost("memory grown by", grown, 100, " MB");
        figures.AtMost("files opened since", scene.OpenFiles() - files, 64, "");
        figures.AddProbes(load);
        figures.Judge();
    }
}
