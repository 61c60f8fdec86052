using System.Globalization;

namespace Auth.FaultTests.Harness;

/// <summary>Gives a process another time than the machine has, by Debian's libfaketime. How fast time passes stays as it is.</summary>
internal static class FakeTime
{
    public static (string Name, string Value)[] Settings(int seconds) =>
    [
        ("LD_PRELOAD", Library()),
        ("FAKETIME", string.Create(CultureInfo.InvariantCulture, $"{seconds:+0;-0}s")),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ];

    private static string Library() => Directory.EnumerateDirectories("/usr/lib", "*-linux-*").Select(folder => Path.Combine(folder, "faketime", "libfaketime.so.1")).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("This test needs libfaketime: install faketime, or let ./build.sh test-faults do it.");
}
