using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Auth.Infrastructure.Passwords;

/// <summary>Lets the present thread give way to all others.</summary>
internal static partial class BackgroundThread
{
    /// <summary>The thread itself: on Linux a nice value belongs to a thread, not to a process (setpriority(2), "C library/kernel differences").</summary>
    private const int Process = 0;
    private const uint ThisThread = 0;

    /// <summary>A tenth of the processor where a request wants all of it. Not the least there is: a collection of garbage waits for these threads too.</summary>
    private const int Nice = 10;

    /// <summary>Throws <see cref="Win32Exception"/> where the system refuses.</summary>
    public static void Enter()
    {
        // Of no effect on Linux, where .NET leaves all threads alike.
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        if (OperatingSystem.IsLinux() && SetPriority(Process, ThisThread, Nice) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int nice);
}
