using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Auth.WebApi.Common;

/// <summary>The lines of a file as bytes, of which never more than one is in memory.</summary>
internal static class Lines
{
    /// <summary>More than a member with a long ledger of consents takes.</summary>
    private const int Longest = 1 << 20;

    /// <summary>Null for a line that is longer than a megabyte.</summary>
    public static async IAsyncEnumerable<byte[]?> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken stop)
    {
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(leaveOpen: true));
        var isTooLong = false;
        while (true)
        {
            // What is read from standard input cannot be called off, so it is left where it is.
            var read = await reader.ReadAsync(stop).AsTask().WaitAsync(stop);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                yield return isTooLong ? null : Trimmed(rest.Slice(0, end));
                isTooLong = false;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                if (isTooLong || !rest.IsEmpty)
                    yield return isTooLong ? null : Trimmed(rest);
                break;
            }

            isTooLong |= rest.Length > Longest;
            reader.AdvanceTo(isTooLong ? rest.End : rest.Start, rest.End);
        }

        await reader.CompleteAsync();
    }

    private static byte[]? Trimmed(ReadOnlySequence<byte> line) => line.Length > Longest ? null : line.ToArray().AsSpan().Trim(" \t\r"u8).ToArray();
}
